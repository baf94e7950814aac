package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.RecordedScenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Compares the Pipelines of the recordings with what Tekton made of them. */
class PipelineDefinitionTest {

    private record Referred(String scenario, ObjectNode run, ObjectNode spec) {}

    @Test
    void knowsThePipelineThatARunHasRun() {
        List<String> others = new ArrayList<>();
        List<Referred> all = referred();
        for (Referred referred : all) {
            if (!PipelineDefinition.hasRun(referred.run(), referred.spec())) {
                others.add(referred.scenario());
            }
        }
        assertThat(all).hasSizeGreaterThan(4);
        assertThat(others).isEmpty();
    }

    @Test
    void knowsThatAPipelineHasChangedSince() {
        for (Referred referred : referred()) {
            ObjectNode changed = referred.spec().deepCopy();
            ((ObjectNode) changed.path("tasks").path(0)).put("displayName", "another");

            assertThat(PipelineDefinition.hasRun(referred.run(), changed))
                    .as(referred.scenario())
                    .isFalse();
        }
    }

    private static List<Referred> referred() {
        List<Referred> found = new ArrayList<>();
        for (RecordedScenario scenario : RecordedScenario.all()) {
            ObjectNode run = scenario.pipelineRun();
            String name = run.at("/spec/pipelineRef/name").asString("");
            scenario.definitions().stream()
                    .filter(object -> object.path("kind").asString().equals("Pipeline")
                            && object.at("/metadata/name").asString().equals(name)
                            && run.at("/status/pipelineSpec").isObject())
                    .forEach(object -> found.add(new Referred(scenario.name(), run, (ObjectNode) object.path("spec"))));
        }
        return found;
    }
}
