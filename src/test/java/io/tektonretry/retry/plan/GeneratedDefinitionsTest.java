package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Retries drawn runs by the definition that their pipelines have by then. */
class GeneratedDefinitionsTest {

    private static final RetryOptions CURRENT = Options.of(Documents.parseYaml("definition: CURRENT"));

    @TestFactory
    Stream<DynamicTest> aDefinitionThatIsWhatItWasChangesNothing() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            RetryPlan recorded = lineage.plan(RetryOptions.defaults());
            RetryPlan current = lineage.planNow(CURRENT, GeneratedPipeline.TASK);

            assertThat(current.definitionChanges()).isEmpty();
            assertThat(current.refusals()).isEqualTo(recorded.refusals());
            assertThat(current.tasks())
                    .extracting(PlannedTask::withoutInjected)
                    .isEqualTo(recorded.tasks().stream()
                            .map(PlannedTask::withoutInjected)
                            .toList());
            if (recorded.retryable() && lineage.pipeline().run().path("spec").has("pipelineSpec")) {
                assertThat(withoutVersion(current)).isEqualTo(withoutVersion(recorded));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatHasChangedRunsWithAllBehindItAndTheRestHadTheSameInputs() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), 0);
            boolean refers = lineage.pipeline().run().path("spec").has("pipelineRef");
            Map<String, List<ObjectNode>> before = lineage.undisturbed(Set.of()).inputs();
            ObjectNode task = GeneratedPipeline.TASK;
            Set<String> changed = new TreeSet<>();
            if (refers) {
                ObjectNode definition = lineage.pipeline().spec().deepCopy();
                changed.add(change(draw, definition));
                lineage.change(definition);
            } else {
                task = GeneratedPipeline.TASK.deepCopy().put("description", "words");
            }
            for (int attempt = 0; attempt < 12; attempt++) {
                boolean first = attempt == 0;
                RetryPlan plan = first ? lineage.planNow(CURRENT, task) : lineage.plan(RetryOptions.defaults());
                if (!plan.retryable()) {
                    assertThat(plan.refusals())
                            .extracting(Refusal::code)
                            .isSubsetOf(RefusalCode.SUCCEEDED, RefusalCode.NOTHING_TO_RETRY);
                    return;
                }
                Map<String, List<ObjectNode>> undisturbed =
                        lineage.undisturbed(Set.of()).inputs();
                if (first) {
                    assertThat(plan.definitionChanges())
                            .extracting(DefinitionChange::task)
                            .containsExactlyElementsOf(changed);
                    Set<String> reused = new TreeSet<>(actions(plan, RetryAction.REUSE));
                    assertThat(withAllBehind(lineage.pipeline().spec(), changed))
                            .noneMatch(reused::contains);
                    reused.forEach(
                            name -> assertThat(undisturbed.get(name)).as(name).isEqualTo(before.get(name)));
                }
                Execution retry = lineage.retry(plan, attempt < 4 ? Fate.bad(draw, 0) : Fate.good(draw, Set.of()));
                assertThat(retry.hangs()).as("hangs").isFalse();
                assertThat(actions(plan, RetryAction.REUSE, RetryAction.SKIP)).noneMatch(retry.inputs()::containsKey);
                if (GeneratedLineage.succeeded(retry.recorded())) {
                    retry.inputs()
                            .forEach((name, inputs) ->
                                    assertThat(undisturbed.get(name)).as(name).containsAll(inputs));
                }
            }
            assertThat(lineage.plan(RetryOptions.defaults()).refusals())
                    .extracting(Refusal::code)
                    .containsExactly(RefusalCode.SUCCEEDED);
        });
    }

    /** Changes a task of the graph, or adds one before it. */
    private static String change(Draw draw, ObjectNode definition) {
        ArrayNode tasks = (ArrayNode) definition.path("tasks");
        ObjectNode task = (ObjectNode) tasks.get(draw.number(0, tasks.size() - 1));
        if (draw.chance(30)) {
            ObjectNode added = tasks.addObject().put("name", "added");
            added.putObject("taskRef").put("name", "task");
            return "added";
        }
        if (task.path("taskSpec") instanceof ObjectNode embedded) {
            embedded.putArray("volumes").addObject().put("name", "more").putObject("emptyDir");
        } else {
            ArrayNode params = task.path("params") instanceof ArrayNode list ? list : task.putArray("params");
            params.addObject().put("name", "more").put("value", "$(params.who)");
        }
        return task.path("name").stringValue();
    }

    private static Set<String> withAllBehind(ObjectNode spec, Set<String> changed) {
        Map<String, Set<String>> parents = new HashMap<>();
        spec.path("tasks")
                .forEach(task -> parents.put(task.path("name").stringValue(), Set.copyOf(References.parents(task))));
        Set<String> all = new TreeSet<>(changed);
        Deque<String> open = new ArrayDeque<>(changed);
        while (!open.isEmpty()) {
            String next = open.remove();
            parents.forEach((child, before) -> {
                if (before.contains(next) && all.add(child)) {
                    open.add(child);
                }
            });
        }
        return all;
    }

    private static Set<String> actions(RetryPlan plan, RetryAction... actions) {
        return plan.tasks().stream()
                .filter(task -> Set.of(actions).contains(task.action()))
                .map(PlannedTask::name)
                .collect(toCollection(TreeSet::new));
    }

    private static ObjectNode withoutVersion(RetryPlan plan) {
        ObjectNode manifest = GeneratedLineage.manifest(plan).deepCopy();
        manifest.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .remove("tektonretry.io/plan-version");
        return manifest;
    }
}
