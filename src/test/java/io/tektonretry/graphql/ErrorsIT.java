package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

@GraphQlContext
@ExtendWith(OutputCaptureExtension.class)
class ErrorsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    Outage outage;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { node(id: "build-42") { id } }                       | "build-42" is not an id
            { nodes(ids: ["build-42"]) { id } }                   | "build-42" is not an id
            { pipelineRuns(first: 101) { nodes { id } } }         | `first` is 101; it must be between 1 and 100
            { pipelineRuns(first: 0) { nodes { id } } }           | `first` is 0; it must be between 1 and 100
            { pipelineRuns(last: -5) { nodes { id } } }           | `last` is -5; it must be between 1 and 100
            { pipelineRuns(first: 1, last: 1) { nodes { id } } }  | Give `first` or `last`, not both
            { pipelineRuns(after: "b64") { nodes { id } } }       | "b64" is not a cursor of this list
            { pipelineRuns { totalCount(upTo: 10001) { value } } } | `upTo` is 10001; it must be between 1 and 10000
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
    @TestsFault(6)
    void saysThatTheDatabaseIsAway() {
        outage.during(() -> {
            ResponseError error = error("{ pipelineRun(namespace: \"n\", name: \"x\") { id } }");

            assertThat(error.getExtensions())
                    .containsEntry("code", "DATABASE_UNAVAILABLE")
                    .containsKey("requestId");
            assertThat(error.getMessage()).isEqualTo("The database does not answer. Try again.");
        });
    }

    @Test
    void logsOnceForARequestThatTheDatabaseIsAway(CapturedOutput log) {
        outage.during(() -> assertThat(logOf(twoFields("DATABASE_UNAVAILABLE"), log))
                .hasSizeLessThan(2) // none within a minute of another test that has met an outage
                .allSatisfy(line -> assertThat(line).contains("WARN", "Connection is not available")));

        assertThat(log.getOut()).doesNotContain("\tat io.tektonretry");
    }

    @Test
    void logsOnceForARequestThatTheClusterIsAway(CapturedOutput log) {
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        cluster.faults(Fault.refusing(
                503,
                "ServiceUnavailable",
                "etcd is away",
                request -> request.resource().equals("subjectaccessreviews")));
        try {
            assertThat(logOf(twoFields("CLUSTER_UNAVAILABLE"), log))
                    .hasSizeLessThan(2) // none within a minute of another test that has met an outage
                    .allSatisfy(line -> assertThat(line).contains("WARN"));
        } finally {
            cluster.faults(Fault.NONE);
        }
        assertThat(log.getOut()).doesNotContain("\tat io.tektonretry");
    }

    @Test
    void logsOnceForARequestWhatTheServiceIsAtFaultFor(CapturedOutput log) {
        jdbc.sql("alter table pipeline_run rename to mislaid").update();
        try {
            assertThat(logOf(twoFields("INTERNAL_ERROR"), log))
                    .singleElement(STRING)
                    .contains("ERROR");
        } finally {
            jdbc.sql("alter table mislaid rename to pipeline_run").update();
        }
        assertThat(log.getOut())
                .containsOnlyOnce("\norg.springframework.jdbc.BadSqlGrammarException")
                .contains("\tat io.tektonretry");
    }

    /** What one request with two fields got for either, under its id. */
    private String twoFields(String code) {
        List<ResponseError> errors =
                api.document("""
                        { one: pipelineRun(namespace: "rec-chain", name: "app-release-glc9x") { id }
                          two: pipelineRun(namespace: "rec-chain", name: "app-release-glc9x") { id } }
                        """).execute().returnResponse().getErrors();
        assertThat(errors)
                .hasSize(2)
                .extracting(error -> error.getExtensions().get("code"))
                .containsOnly(code);
        return errors.get(0).getExtensions().get("requestId").toString();
    }

    private static List<String> logOf(String requestId, CapturedOutput log) {
        return log.getOut()
                .lines()
                .filter(line -> line.contains("requestId=\"" + requestId + "\""))
                .toList();
    }

    /** The service says each cause once itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.fabric8.kubernetes.client.jdkhttp.JdkWebSocketImpl",
                "io.fabric8.kubernetes.client.informers.impl.cache.Reflector",
                "net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateStorageAccessor",
                "org.springframework.transaction.support.TransactionTemplate"
            })
    void logsNothingOfEachAttemptOfALibrary(String logger) {
        assertThat(LoggerFactory.getLogger(logger).isErrorEnabled()).isFalse();
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
