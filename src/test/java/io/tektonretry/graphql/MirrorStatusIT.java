package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.UnrecordedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

@GraphQlContext
class MirrorStatusIT {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

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
    }

    @Test
    void saysHowFarEveryKindIsFollowedAndWhatWasMissed() {
        reached(gap(100, "PipelineRun", "", GapReason.NOT_FOLLOWED, null, LONG_AGO));
        report("PipelineRun", true, 0.5, null, Duration.ZERO);
        followed.lost("TaskRun", "ci", GapReason.FORBIDDEN, LONG_AGO);
        report("TaskRun", false, 12, "403 you may not", Duration.ZERO);

        ask().path("mirrorStatus").matchesJson("""
                {"connected": false,
                 "kinds": [
                   {"kind": "PipelineRun", "namespace": null, "connected": true, "synced": true, "lagSeconds": 0.5,
                    "failure": null},
                   {"kind": "TaskRun", "namespace": "ci", "connected": false, "synced": false, "lagSeconds": 12.0,
                    "failure": "403 you may not"}],
                 "gaps": [
                   {"kind": "TaskRun", "namespace": "ci", "reason": "FORBIDDEN", "from": "2026-01-01T00:00:00.000Z", "to": null},
                   {"kind": "PipelineRun", "namespace": null, "reason": "NOT_FOLLOWED", "from": null,
                    "to": "2026-01-01T00:00:00.000Z"}],
                 "quarantinedCount": 0, "storedRuns": {"value": 1, "isExact": true}}
                """);
    }

    @Test
    void isNotConnectedWhenNobodyHasReportedForAWhile() {
        report("PipelineRun", true, 0, null, Duration.ofSeconds(60));

        Response status = ask();
        status.path("mirrorStatus.kinds[0].connected").entity(Boolean.class).isEqualTo(false);
        status.path("mirrorStatus.kinds[0].lagSeconds")
                .entity(Double.class)
                .satisfies(lag -> assertThat(lag).isGreaterThan(59));
    }

    @Test
    void hasAGapOnceHoweverOftenItIsRecorded() {
        Gap gap = gap(9, "TaskRun", "", GapReason.NOT_FOLLOWED, null, LONG_AGO);
        reached(gap);
        reached(gap);

        ask().path("mirrorStatus.gaps").entityList(Object.class).hasSize(1);
    }

    @Test
    void closesAnOpenGapWhenTheStreamGoesOnWhereItEnded() {
        followed.lost("TaskRun", "", GapReason.NO_CONTACT, LONG_AGO);
        followed.reached("TaskRun", "", 1, 100, LONG_AGO, List.of());

        ask().path("mirrorStatus.gaps").entityList(Object.class).hasSize(0);
    }

    @Test
    void callsARunCompleteOfWhichEverythingWasSeen() {
        completeness().matchesJsonStrictly("""
                {"complete": true, "unobservedChildren": [], "gaps": [], "quarantined": false}
                """);
    }

    @Test
    void namesTheChildrenThatNobodySawAndTheGapsInTheLifeOfARun() {
        String child = forgetAChild();
        reached(gap(9, "TaskRun", "elsewhere", GapReason.DOWNTIME, null, Instant.now()));
        reached(gap(9, "TaskRun", "", GapReason.DOWNTIME, LONG_AGO, LONG_AGO));
        reached(gap(9, "TaskRun", "", GapReason.CHANGES_EXPIRED, LONG_AGO, Instant.now()));

        ask().path("pipelineRun.completeness.complete").entity(Boolean.class).isEqualTo(false);
        ask().path("pipelineRun.completeness.unobservedChildren[*].name")
                .entityList(String.class)
                .containsExactly(child);
        ask().path("pipelineRun.completeness.gaps[*].reason")
                .entityList(String.class)
                .containsExactly("CHANGES_EXPIRED");
    }

    @Test
    void saysThatANewerStateIsInQuarantine() {
        var run = jdbc.sql("select namespace, name, cast(uid as text) from pipeline_run")
                .query((row, index) -> new UnrecordedObject(
                        "PipelineRun",
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        "99999",
                        "odd",
                        new byte[] {'{', '}'}))
                .single();
        quarantine.add(run);

        ask().path("pipelineRun.completeness.quarantined").entity(Boolean.class).isEqualTo(true);
        ask().path("mirrorStatus.quarantinedCount").entity(Integer.class).isEqualTo(1);
    }

    private String forgetAChild() {
        UUID uid =
                jdbc.sql("select uid from task_run limit 1").query(UUID.class).single();
        jdbc.sql("delete from task_attempt where task_run_uid = ?").param(uid).update();
        return jdbc.sql("delete from task_run where uid = ? returning name")
                .param(uid)
                .query(String.class)
                .single();
    }

    private void reached(Gap gap) {
        followed.reached(
                gap.kind(),
                gap.namespace(),
                1,
                Objects.requireNonNull(gap.toVersion()),
                Objects.requireNonNull(gap.to()),
                List.of(gap));
    }

    private static Gap gap(
            long version, String kind, String namespace, GapReason reason, @Nullable Instant from, Instant to) {
        return new Gap(0, kind, namespace, reason, null, from, version, to);
    }

    private void report(String kind, boolean connected, double lag, @Nullable String failure, Duration age) {
        followed.report(new MirrorState(
                kind, kind.equals("TaskRun") ? "ci" : "", null, null, null, connected, null, lag, failure, age));
    }

    private GraphQlTester.Path completeness() {
        return ask().path("pipelineRun.completeness");
    }

    private Response ask() {
        String[] run = jdbc.sql("select namespace, name from pipeline_run")
                .query((row, index) -> new String[] {row.getString(1), row.getString(2)})
                .single();
        return api.documentName("mirrorStatus")
                .variable("namespace", run[0])
                .variable("name", run[1])
                .execute();
    }
}
