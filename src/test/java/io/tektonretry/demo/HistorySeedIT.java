package io.tektonretry.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.demo.Sketch.Again;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.coverage.RunCompleteness.UnobservedChild;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.request.RetryRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class HistorySeedIT {

    private static final String NAMESPACE = "demo-seed";

    @Autowired
    RunRecorder recorder;

    @Autowired
    PodOutcomes pods;

    @Autowired
    RunEvents events;

    @Autowired
    RetryRequests requests;

    @Autowired
    MirrorStates states;

    @Autowired
    ClusterEpochs epochs;

    @Autowired
    Gaps gaps;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcOperations operations;

    private SimulatedCluster cluster;
    private HistorySeed seed;

    private final Instant now = Instant.now();
    private final Random random = new Random(now.getNano());

    @BeforeEach
    void start() {
        cluster = SimulatedCluster.start(0, Duration.ofMillis(5), List.of());
        seed = new HistorySeed(
                cluster,
                new HistoryRecords(recorder, pods, events, jdbc),
                new PastRequests(requests, operations),
                states,
                epochs,
                7);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void recordsRetriesThatTheirRequestsProve() {
        Sketch sketch = sketch(DemoCatalog.CHECKOUT, Duration.ofDays(3))
                .failing("integration-tests", Cause.TESTS)
                .retried(
                        new Again(
                                Duration.ofMinutes(5),
                                People.CI_BOT,
                                "flaky",
                                Map.of("integration-tests", Cause.EVICTION)),
                        new Again(Duration.ofMinutes(9), Requester.service(), null, Map.of()));
        seed.remember(List.of(sketch), now);
        assertThat(jdbc.sql("""
                        select attempt_number || ' ' || status || ' ' || retry_inferred || ' ' || coalesce(requested_by, '-')
                          from pipeline_run
                         where namespace = :namespace and root_uid = (
                               select root_uid from pipeline_run where source_revision = :revision and attempt_number = 2)
                         order by attempt_number
                        """)
                        .param("namespace", NAMESPACE)
                        .param("revision", sketch.source().revision())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "1 FAILED false -",
                        "2 FAILED false system:serviceaccount:ci:ci-bot",
                        "3 SUCCEEDED false system:tekton-retry:automatic");
        assertThat(classes(sketch)).containsExactly("USER_CODE", "INFRASTRUCTURE");
        assertThat(jdbc.sql("""
                        select count(*) from audit_event where namespace = :namespace and result_name like :names
                        """)
                        .param("namespace", NAMESPACE)
                        .param("names", "checkout-pr-%")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void knowsAllChildrenAndTheLogsOfFailedSteps() {
        Sketch sketch = sketch(DemoCatalog.TRAINING, Duration.ofDays(5)).failing("train-2", Cause.TESTS);
        seed.remember(List.of(sketch), now);
        List<UUID> uids = uids(sketch);
        assertThat(uids).hasSize(1);
        assertThat(gaps.of(uids).get(uids.get(0)).unobservedChildren()).isEqualTo(List.<UnobservedChild>of());
        assertThat(jdbc.sql("""
                        select l.tail from failure_log l join task_run t on t.uid = l.task_run_uid
                         where t.pipeline_run_uid = :run
                        """).param("run", uids.get(0)).query(String.class).list())
                .singleElement()
                .asString()
                .contains("epoch");
        assertThat(cluster.api().list("PipelineRun")).isEmpty();
    }

    @Test
    void leavesTheRunsOfTheLastHoursInTheCluster() {
        Sketch sketch = sketch(DemoCatalog.SEARCH, Duration.ofHours(1)).failing("unit-tests", Cause.MEMORY);
        seed.remember(List.of(sketch), now);
        assertThat(cluster.api().list("PipelineRun"))
                .extracting(run -> UUID.fromString(run.at("/metadata/uid").asString()))
                .isEqualTo(uids(sketch));
        assertThat(cluster.api().list("Pod")).hasSameSizeAs(cluster.api().list("TaskRun"));
    }

    private Sketch sketch(DemoPipeline pipeline, Duration ago) {
        DemoPipeline moved = new DemoPipeline(
                NAMESPACE, pipeline.name(), pipeline.repository(), pipeline.trigger(), pipeline.tasks());
        Source source = new Source("seed", Source.revision(random), 5, "alice", "Seed");
        return Sketch.of(moved, source, now.minus(ago).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    private List<UUID> uids(Sketch sketch) {
        return jdbc.sql("select uid from pipeline_run where namespace = :namespace and source_revision = :revision")
                .param("namespace", NAMESPACE)
                .param("revision", sketch.source().revision())
                .query(UUID.class)
                .list();
    }

    private List<String> classes(Sketch sketch) {
        return jdbc.sql("""
                        select a.failure_class
                          from pipeline_run r join task_run t on t.pipeline_run_uid = r.uid
                          join task_attempt a on a.task_run_uid = t.uid
                         where r.namespace = :namespace and r.source_revision = :revision and a.failure_class is not null
                         order by a.finished_at
                        """)
                .param("namespace", NAMESPACE)
                .param("revision", sketch.source().revision())
                .query(String.class)
                .list();
    }
}
