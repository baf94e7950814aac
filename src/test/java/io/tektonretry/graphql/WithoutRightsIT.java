package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.UnrecordedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** What a caller learns of a cluster in which the caller may see nothing, or one namespace. */
@GraphQlContext
class WithoutRightsIT {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final String STATUS = """
            { mirrorStatus {
                connected quarantinedCount
                kinds { kind namespace lastEventAt failure }
                gaps { namespace from to } } }
            """;

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    Recorded recorded;

    @Autowired
    MirrorStates followed;

    @Autowired
    Quarantine quarantine;

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");
        for (String namespace : List.of("rec-chain", "rec-flaky")) {
            followed.reached(
                    "TaskRun",
                    namespace,
                    1,
                    100,
                    THEN,
                    List.of(new Gap(0, "TaskRun", namespace, GapReason.NOT_FOLLOWED, null, THEN, 100L, THEN)));
            followed.report(new MirrorState(
                    "TaskRun", namespace, null, null, THEN, true, THEN, 0, "403 in " + namespace, Duration.ZERO));
            quarantine.add(
                    new UnrecordedObject("PipelineRun", namespace, "odd", "", "7", "odd", new byte[] {'{', '}'}));
        }
        followed.report(
                new MirrorState("PipelineRun", "", null, null, THEN, true, THEN, 0, "rec-flaky", Duration.ZERO));
    }

    @AfterEach
    void allowEverything() {
        recorded.clear();
    }

    @Test
    void aCallerWithoutAnyRightLearnsNothing() {
        Rights.of(cluster, Set.of());

        ask(STATUS).path("mirrorStatus").matchesJsonStrictly("""
                {"connected": true, "quarantinedCount": 0, "gaps": [],
                 "kinds": [{"kind": "PipelineRun", "namespace": null, "lastEventAt": null, "failure": null}]}
                """);
        ask("{ changeCursor }")
                .errors()
                .satisfy(errors -> assertThat(errors)
                        .singleElement()
                        .extracting(error -> error.getExtensions().get("code"))
                        .isEqualTo("FORBIDDEN"));
    }

    @Test
    void aReaderOfOneNamespaceLearnsNothingOfAnother() {
        Rights.of(cluster, Set.of("get pipelineruns rec-chain"));

        Response status = ask(STATUS);
        status.path("mirrorStatus.quarantinedCount").entity(Integer.class).isEqualTo(1);
        status.path("mirrorStatus.gaps[*].namespace").entityList(String.class).containsExactly("rec-chain");
        status.path("mirrorStatus.kinds[?(@.kind == 'TaskRun')].namespace")
                .entityList(String.class)
                .containsExactly("rec-chain");
        ask("{ changeCursor }").path("changeCursor").hasValue();
    }

    @Test
    void asksOnceForEveryNamespaceThatHasRunsAndForNoOther() {
        recorded.recordFirstRuns("a-chain-stops-at-its-middle-task", 5);
        String run = "a%d: pipelineRun(namespace: \"made-up-%d\", name: \"x\") { id } ";
        StringBuilder query = new StringBuilder("{ ");
        for (int i = 0; i < 20; i++) {
            query.append(run.formatted(i, i));
        }
        Rights rights = Rights.of(cluster, Set.of("list pipelineruns rec-chain"));

        ask(query + "}").path("a0").valueIsNull();
        assertThat(rights.questions()).isEmpty();

        ask("{ pipelineRuns(filter: {namespaces: [\"rec-chain\"]}) { nodes { lineage { root { name } } } } }")
                .path("pipelineRuns.nodes")
                .entityList(Object.class)
                .hasSizeGreaterThan(4);
        assertThat(rights.questions()).hasSizeLessThanOrEqualTo(8);
    }

    private Response ask(String document) {
        return api.document(document).execute();
    }
}
