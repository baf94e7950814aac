package io.tektonretry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PipelineRunWebhookTest {

    private final PipelineRunWebhook webhook = new PipelineRunWebhook();

    static List<RecordedScenario> recorded() {
        return RecordedScenario.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void admitsWhatTheRealWebhookAdmitted(RecordedScenario scenario) {
        assertThat(webhook.objections(scenario.pipelineRun())).isEmpty();
        if (scenario.hasPart("retry")) {
            assertThat(webhook.objections(scenario.part("retry").pipelineRun())).isEmpty();
        }
    }

    @Test
    void saysOfALongNameWhatTheRealWebhookSays() {
        ObjectNode run = Objects.pipelineRun("ci", "n".repeat(64));

        assertThat(webhook.objections(run))
                .containsExactly(
                        "admission webhook \"validation.webhook.pipeline.tekton.dev\" denied the request: validation failed:"
                                + " Invalid resource name: length must be no more than 63 characters: metadata.name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tasks\": [{\"name\": \"a\", \"runAfter\": [\"gone\"]}]}",
                "{\"tasks\": [{\"name\": \"a\", \"params\": [{\"name\": \"x\", \"value\": \"$(tasks.gone.results.r)\"}]}]}",
                "{\"tasks\": [{\"name\": \"a\", \"params\": [{\"name\": \"x\", \"value\": \"$(params.gone)\"}]}]}",
                "{\"tasks\": [{\"name\": \"a\", \"when\": [{\"input\": \"$(params.gone)\"}]}]}",
                "{\"tasks\": [{\"name\": \"a\", \"params\": [{\"name\": \"x\", \"value\": \"$(date)\"}]}]}",
                "{\"tasks\": [{\"name\": \"a\", \"taskSpec\": {\"steps\": [{\"script\": \"$(tasks.gone.results.r)\"}]}}]}",
                "{\"tasks\": [], \"finally\": [{\"name\": \"f\"}]}",
                "{\"tasks\": [{\"name\": \"a\"}], \"finally\": [{\"name\": \"f\", \"params\": [{\"name\": \"x\","
                        + " \"value\": \"$(tasks.gone.status)\"}]}]}",
                "{\"tasks\": [{\"name\": \"a\"}], \"results\": [{\"name\": \"r\", \"value\": \"$(tasks.gone.results.r)\"}]}"
            })
    void refusesAPipelineWithALooseEnd(String spec) {
        ObjectNode run = Objects.pipelineRun("ci", "run");
        run.putObject("spec").set("pipelineSpec", Objects.json(spec));

        assertThat(webhook.objections(run)).hasSize(1);
    }
}
