package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.RecordedScenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares the Tasks of the recordings with what Tekton recorded in the TaskRuns. */
class TaskDefinitionTest {

    private record Referred(String taskRun, ObjectNode object, ObjectNode spec) {}

    @Test
    void knowsTheTaskThatATaskRunHasRun() {
        List<Referred> all = referred();
        assertThat(all).hasSizeGreaterThan(40);
        assertThat(all)
                .filteredOn(referred -> !TaskDefinition.hasRun(referred.object(), referred.spec()))
                .extracting(Referred::taskRun)
                .isEmpty();
    }

    @Test
    void knowsThatATaskHasChangedSince() {
        for (Referred referred : referred()) {
            ObjectNode changed = referred.spec().deepCopy();
            ((ObjectNode) changed.path("steps").path(0)).put("image", "another");

            assertThat(TaskDefinition.hasRun(referred.object(), changed))
                    .as(referred.taskRun())
                    .isFalse();
        }
    }

    /** Whoever writes a Task says how many unknown values it has, and what they stand between. */
    @Test
    void comparesTextsOfManyUnknownValues() {
        String unknown = "$(workspaces.a.volume)";

        assertThat(hasRun(unknown.repeat(40), "a".repeat(400) + "!")).isFalse();
        assertThat(hasRun((unknown + "a").repeat(40), "a".repeat(400) + "!")).isFalse();
        assertThat(hasRun((unknown + "a").repeat(40), "a".repeat(400))).isTrue();
        assertThat(hasRun(unknown + "ab", "aabab")).isTrue();
        assertThat(hasRun("x" + unknown + "-" + unknown + "y", "xa-b-cy")).isTrue();
        assertThat(hasRun("x" + unknown + "y", "xy")).isTrue();
        assertThat(hasRun("xy" + unknown + "yx", "xyx")).isFalse();
        assertThat(hasRun("x" + unknown + "y", "x y")).isFalse();
        assertThat(hasRun("x" + unknown + " " + unknown + "y", "xa  by")).isFalse();
        assertThat(hasRun("x" + unknown, "xA")).isFalse();
    }

    private static boolean hasRun(String expected, String recorded) {
        ObjectNode taskRun = JsonNodeFactory.instance.objectNode();
        taskRun.withObjectProperty("status")
                .withObjectProperty("taskSpec")
                .putArray("steps")
                .addObject()
                .put("script", recorded);
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putArray("steps").addObject().put("script", expected);
        return TaskDefinition.hasRun(taskRun, spec);
    }

    @Test
    void knowsWhatTektonPutsInBeforeThePodIsThere() {
        JsonNode task = Documents.parseYaml("""
                params: [{name: list, default: [a]}, {name: map, properties: {k: {}, l: {}}, default: {k: v, l: w}}, {name: text}]
                results: [{name: out}]
                workspaces: [{name: src}, {name: cache, optional: true}, {name: etc, mountPath: /etc/it}]
                steps:
                - name: one
                  image: i
                  args: ["$(params.list[*])", "$(params.list[0])", "$(params.map.k) $(params.map.l)", "$(params['text'])"]
                  script: >-
                    $(workspaces.src.path) $(workspaces.cache.path) $(workspaces.cache.bound) $(workspaces.etc.path) $(workspaces.src.claim)
                    $(results.out.path) $(context.taskRun.name) $(context.task.name) $(steps.step-one.exitCode.path) $(credentials.path)
                    $(context.task.retry-count) $(workspaces.src.volume) $(else)
                """);
        ObjectNode taskRun = (ObjectNode) Documents.parseYaml("""
                metadata: {name: tr, namespace: ci, uid: u}
                spec:
                  taskRef: {name: tk}
                  params: [{name: list, value: [x, y]}, {name: map, value: {l: z}}, {name: text, value: "$(context.taskRun.uid)"}]
                  workspaces: [{name: src, persistentVolumeClaim: {claimName: pvc}}, {name: etc, emptyDir: {}}]
                status:
                  taskSpec:
                    params:
                    - {name: list, type: array, default: [a]}
                    - {name: map, type: object, properties: {k: {type: string}, l: {type: string}}, default: {k: v, l: w}}
                    - {name: text, type: string}
                    results: [{name: out, type: string}]
                    workspaces: [{name: src}, {name: cache, optional: true}, {name: etc, mountPath: /etc/it}]
                    steps:
                    - name: one
                      image: i
                      computeResources: {}
                      args: [x, y, x, v z, u]
                      script: >-
                        /workspace/src  false /etc/it pvc
                        /tekton/results/out tr tk /tekton/steps/step-one/exitCode /tekton/creds
                        0 ws-8f2kq $(else)
                """);

        assertThat(TaskDefinition.hasRun(taskRun, (ObjectNode) task)).isTrue();
    }

    private static List<Referred> referred() {
        List<Referred> found = new ArrayList<>();
        for (RecordedScenario scenario : RecordedScenario.all()) {
            Path folder = Documents.RESOURCES.resolve("recordings").resolve(scenario.name());
            for (ObjectNode child :
                    Documents.recordedRun(folder, java.util.Set.of()).children()) {
                String name = child.at("/spec/taskRef/name").asString("");
                scenario.definitions().stream()
                        .filter(object -> object.path("kind").asString().equals("Task")
                                && object.at("/metadata/name").asString().equals(name)
                                && child.at("/status/taskSpec").isObject())
                        .forEach(object -> found.add(new Referred(
                                scenario.name() + " "
                                        + child.at("/metadata/name").asString(),
                                child,
                                (ObjectNode) object.path("spec"))));
            }
        }
        return found;
    }
}
