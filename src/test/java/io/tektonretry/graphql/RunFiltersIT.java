package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.recording.RunRecorder;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What lists of runs can be asked for, and what they refuse. */
@GraphQlContext
class RunFiltersIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void record() {
        recorded.clear();
        recorder.record(
                Stream.of(
                                pipelineRun("build-1").running(),
                                pipelineRun("build-2").createdAfter(1).ended("False", "Failed"),
                                pipelineRun("build-2-r1").createdAfter(2).ended("True", "Succeeded"),
                                pipelineRun("test-1").createdAfter(3).ended("False", "Failed"))
                        .map(ClusterObject::seen)
                        .toList(),
                Instant.EPOCH);
        jdbc.sql("update pipeline_run set started_at = ? where name like 'build-2%'")
                .param(Timestamp.from(START))
                .update();
        jdbc.sql("""
                        update pipeline_run
                           set base_uid = ?, root_uid = ?, retry_of_uid = ?, retry_number = 1, attempt_number = 2, requested_by = 'ann'
                         where name = 'build-2-r1'
                        """)
                .params(ClusterObject.uid("build-2"), ClusterObject.uid("build-2"), ClusterObject.uid("build-2"))
                .update();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nameContains: "build"                                                  | build-2-r1 build-2 build-1
            nameContains: "d-2"                                                    | build-2-r1 build-2
            nameContains: "%"                                                      | ''
            nameContains: "b_ild"                                                  | ''
            retriedBy: "ann"                                                       | build-2-r1
            retriedBy: "bob"                                                       | ''
            duration: {over: 59}                                                   | build-2-r1 build-2
            duration: {over: 60}                                                   | ''
            duration: {under: 60.5}                                                | build-2-r1 build-2
            duration: {over: 10, under: 60}                                        | ''
            startedAt: {from: "2026-11-24T08:00:00Z", to: "2026-11-24T08:00:01Z"}  | build-2-r1 build-2 build-1
            startedAt: {to: "2026-11-24T08:00:00Z"}                                | ''
            startedAt: {from: "0001-01-01T00:00:00Z"}                              | build-2-r1 build-2 build-1
            finishedAt: {to: "9999-12-31T23:59:59Z"}                               | test-1 build-2-r1 build-2
            lineageOutcomes: [RECOVERED]                                           | build-2-r1 build-2
            lineageOutcomes: [IN_PROGRESS, NOT_RETRIED]                            | test-1 build-1
            lineageOutcomes: [STILL_FAILING]                                       | ''
            statuses: [FAILED], namespaces: ["ci", "other"], reasons: ["Failed"]   | test-1 build-2
            failureClasses: [UNKNOWN, TIMEOUT]                                     | test-1 build-2
            failureClasses: [UNKNOWN], namespaces: ["ci", "other"]                 | test-1 build-2
            failureClasses: [UNKNOWN], statuses: [SUCCEEDED]                       | ''
            failureClasses: [USER_CODE]                                            | ''
            """)
    void findTheRuns(String filter, String expected) {
        List<String> names = expected.isEmpty() ? List.of() : List.of(expected.split(" "));

        assertThat(list(filter)).isEqualTo(names);
        api.document(
                        "{ pipelineRuns(filter: {%s}) { totalCount { value isExact } } facets: pipelineRunFacets(filter: {%1$s}) { namespaces { count } } }"
                                .formatted(filter))
                .execute()
                .path("pipelineRuns.totalCount")
                .matchesJson("{\"value\": %d, \"isExact\": true}".formatted(names.size()))
                .path("facets.namespaces[*].count")
                .entityList(Integer.class)
                .isEqualTo(names.isEmpty() ? List.of() : List.of(names.size()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nameContains: \"\"",
                "duration: {over: -1}",
                "duration: {over: 2, under: 1}",
                "duration: {under: 9000000000}",
                "startedAt: {from: \"2026-02-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}",
                "finishedAt: {from: \"2026-02-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}",
                "createdAt: {from: \"9999-01-01T00:00:00Z\", to: \"0001-01-01T00:00:00Z\"}"
            })
    void refuseWhatCantBeMeant(String filter) {
        for (String field : List.of("pipelineRuns", "unresolvedFailures")) {
            api.document("{ %s(filter: {%s}) { totalCount { value } } }".formatted(field, filter))
                    .execute()
                    .errors()
                    .satisfy(errors -> assertThat(errors)
                            .singleElement()
                            .satisfies(
                                    error -> assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"to: \"0001-01-01T00:00:00Z\"", "from: \"9999-01-01T00:00:00Z\"", "to: \"9999-12-31T23:59:59Z\""
            })
    void lookForFailuresAtTheEndsOfTime(String range) {
        api.document("{ unresolvedFailures(filter: {createdAt: {%s}}) { nodes { run { name } } } }".formatted(range))
                .execute()
                .errors()
                .verify();
    }

    private List<String> list(String filter) {
        return api.document("{ pipelineRuns(filter: {%s}) { nodes { name } } }".formatted(filter))
                .execute()
                .path("pipelineRuns.nodes[*].name")
                .entityList(String.class)
                .get();
    }
}
