package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

@GraphQlContext
@ExtendWith(OutputCaptureExtension.class)
class ErrorsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Outage outage;

    @Autowired
    Scheduler scheduler;

    @Autowired
    MeterRegistry meters;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { node(id: "build-42") { id } }                       | "build-42" is not an id
            { nodes(ids: ["build-42"]) { id } }                   | "build-42" is not an id
            { pipelineRuns(first: 101) { nodes { id } } }         | `first` is 101; it goes from 1 to 100
            { pipelineRuns(first: 0) { nodes { id } } }           | `first` is 0; it goes from 1 to 100
            { pipelineRuns(last: -5) { nodes { id } } }           | `last` is -5; it goes from 1 to 100
            { pipelineRuns(first: 1, last: 1) { nodes { id } } }  | Give `first` or `last`, not both
            { pipelineRuns(after: "b64") { nodes { id } } }       | "b64" is not a cursor of this list
            { pipelineRuns { totalCount(upTo: 10001) { value } } } | `upTo` is 10001; it goes from 1 to 10000
            { pipelineRuns(filter: {statuses: [BROKEN]}) { nodes { id } } } | Literal value not in allowable values
            { pipelineRuns(filter: {createdAt: {from: "now"}}) { nodes { id } } } | RFC3339
            { pipelineRuns { nodes { nme } } }                    | Field 'nme' in type 'PipelineRun' is undefined
            { pipelineRuns {                                      | Invalid syntax
            """)
    void tellsTheCallerWhatIsWrongWithTheRequest(String query, String message) {
        ResponseError error = error(query);

        assertThat(error.getMessage()).contains(message);
        assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT").containsKey("requestId");
    }

    @Test
    void refusesMoreThanIsAllowedAtATime() {
        List<String> queries = List.of(
                "{ pipelineRuns { nodes { id } } } #" + "x".repeat(10_000),
                "{ pipelineRuns { nodes { " + "retryOf { ".repeat(14) + "id" + " }".repeat(14) + " } } }",
                "{ pipelineRuns(first: 100) { nodes { tasks(first: 100) { nodes { attempts(first: 100) { nodes { id } } } } } } }");

        assertThat(queries)
                .extracting(query -> error(query).getExtensions().get("code"))
                .containsOnly("LIMIT_EXCEEDED");
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        outage.during(() -> {
            ResponseError error = error("{ pipelineRun(namespace: \"n\", name: \"x\") { id } }");

            assertThat(error.getExtensions())
                    .containsEntry("code", "DATABASE_UNAVAILABLE")
                    .containsKey("requestId");
            assertThat(error.getMessage()).isEqualTo("The database can't be asked. Ask again.");
        });
    }

    @Test
    void logsOnceThatTheSchedulerCantWork(CapturedOutput log) {
        double before = outages();
        outage.during(() -> {
            await().untilAsserted(() -> assertThat(outages()).isEqualTo(before + 1));
            scheduler.triggerCheckForDueExecutions();
            await().until(() -> outage.attempts() > 2);
        });
        await().until(() -> log.getOut().contains("The scheduler looks for what is due again"));

        assertThat(outages()).isEqualTo(before + 1);
        assertThat(log.getOut()).doesNotContain("Unhandled exception. Will keep running");
    }

    private double outages() {
        return meters.get("retry.scheduler.outages").counter().count();
    }

    @Test
    void findsNothingUnderAnUnknownName() {
        api.document("{ pipelineRun(namespace: \"n\", name: \"x\") { id } }")
                .execute()
                .path("pipelineRun")
                .valueIsNull();
    }

    private ResponseError error(String query) {
        List<ResponseError> errors =
                api.document(query).execute().returnResponse().getErrors();
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }
}
