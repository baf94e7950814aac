package io.tektonretry.history;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class RetentionIT {

    private static final Instant LATER = START.plus(Duration.ofDays(100));
    private static final List<RetentionRule> AFTER_30_DAYS = List.of(rule(Duration.ofDays(30)));

    @Autowired
    Retention retention;

    @Autowired
    RetryRequests requests;

    @Autowired
    LooseTaskRuns loose;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
        jdbc.sql("truncate retry_request").update();
    }

    @Test
    void takesEverythingOfARunAway() {
        record(failed("old"), taskRun("old", "test").ended("False", "StepFailed"));
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(new HistoryDump(jdbc).rows())
                .allSatisfy((table, rows) -> assertThat(rows).hasSize(table.equals("tombstone") ? 2 : 0));
    }

    @Test
    void keepsWhatIsYoungOrRunsOrIsToBeKept() {
        record(pipelineRun("runs").running(), failed("kept").label("tektonretry.io/keep", ""), failed("young"));
        jdbc.sql("update pipeline_run set finished_at = :at where name = 'young'")
                .param("at", Timestamp.from(LATER.minusSeconds(9)))
                .update();
        assertThat(prune(AFTER_30_DAYS)).isZero();
        assertThat(names()).containsExactly("kept", "runs", "young");
    }

    @Test
    void goesByTheFirstRuleThatFits() {
        record(failed("audit").namespace("prod"), failed("nightly").label("kind", "nightly"), failed("other"));
        List<RetentionRule> rules = List.of(
                new RetentionRule(null, List.of("prod"), List.of(), Map.of()),
                new RetentionRule(
                        Duration.ofDays(1), List.of(), List.of(PipelineRunStatus.FAILED), Map.of("kind", "nightly")),
                rule(Duration.ofDays(365)));
        assertThat(prune(rules)).isEqualTo(1);
        assertThat(names()).containsExactly("audit", "other");
    }

    @Test
    void keepsALineageAsLongAsAnyRunOfItIsKept() {
        record(
                failed("a"),
                failed("a-r1").retryOf("a", "a", 1).createdAfter(9),
                pipelineRun("a-r2").retryOf("a", "a-r1", 2).createdAfter(19).running());
        assertThat(prune(AFTER_30_DAYS)).isZero();
        record(failed("a-r2").retryOf("a", "a-r1", 2).createdAfter(19).version(2));
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(3);
        assertThat(names()).isEmpty();
    }

    @Test
    void keepsARunThatIsAboutToBeRetried() {
        record(failed("a"));
        request("a", "SCHEDULED", null);
        assertThat(prune(AFTER_30_DAYS)).isZero();
        jdbc.sql("update retry_request set state = 'CANCELLED'").update();
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
    }

    @Test
    void takesTheRequestsOfALineageAwayWithIt() {
        record(
                failed("a"),
                failed("a-r1").retryOf("a", "a", 1).createdAfter(9),
                failed("b").label("tektonretry.io/keep", ""));
        request("a", "CREATED", START);
        request("a-r1", "REFUSED", START);
        request("b", "CREATED", START);

        assertThat(prune(AFTER_30_DAYS)).isEqualTo(2);

        assertThat(requested()).containsExactly("b CREATED");
    }

    @Test
    void takesARequestAwayThatNoRunCameOf() {
        record(failed("a"), failed("b"), failed("c"));
        request("a", "REFUSED", START);
        request("a", "CANCELLED", START);
        request("a", "CREATED", START);
        request("b", "REFUSED", LATER);
        request("c", "SCHEDULED", null);

        assertThat(requests.deleteFruitless(LATER, 1)).isEqualTo(1);
        assertThat(requests.deleteFruitless(LATER, 5)).isEqualTo(1);

        assertThat(requested()).containsExactly("a CREATED", "b REFUSED", "c SCHEDULED");
    }

    @Test
    void doesNotBringARunBackThatTheClusterStillHas() {
        record(failed("old"), taskRun("old", "test").ended("False", "StepFailed"));
        prune(AFTER_30_DAYS);
        record(
                failed("old").version(7),
                taskRun("old", "test").ended("False", "StepFailed").version(8));
        assertThat(names()).isEmpty();
        recorder.record(List.of(failed("old").version(9).deleted()), LATER);
        assertThat(names()).isEmpty();
        assertThat(jdbc.sql("select uid from tombstone").query(UUID.class).list())
                .containsExactly(uid("old-test"));
    }

    @Test
    void takesTaskRunsAwayThatBelongToNoRecordedRun() {
        record(
                failed("a").label("tektonretry.io/keep", ""),
                loose("alone"),
                loose("young").with(json -> json.withObject("status").put("completionTime", LATER.toString())),
                loose("kept").label("tektonretry.io/keep", ""),
                loose("prod").namespace("prod"),
                taskRun("a", "test").ended("False", "StepFailed"),
                taskRun("unseen", "early").ended("False", "StepFailed"),
                taskRun("unseen", "late").ended("False", "StepFailed"));
        recorder.record(
                List.of(taskRun("unseen", "late")
                        .ended("False", "StepFailed")
                        .version(2)
                        .deleted()),
                START);
        List<RetentionRule> rules = List.of(
                new RetentionRule(null, List.of("prod"), List.of(), Map.of()),
                new RetentionRule(Duration.ofDays(30), List.of(), List.of(PipelineRunStatus.FAILED), Map.of()));
        assertThat(pruneLoose(rules, true)).isEqualTo(2);
        assertThat(pruneLoose(rules, false)).isEqualTo(2);
        assertThat(jdbc.sql("select name from task_run order by name")
                        .query(String.class)
                        .list())
                .containsExactly("a-test", "kept", "prod", "unseen-early", "young");
        assertThat(jdbc.sql("select uid from tombstone").query(UUID.class).list())
                .as("the cluster has it still")
                .containsExactly(uid("none-alone"));
    }

    @Test
    void keepsAllOfARunInsideAPrunedOneThatIsToBeKept() {
        ClusterObject inner = failed("inner")
                .label("tektonretry.io/keep", "")
                .with(json -> json.withObject("metadata")
                        .putArray("ownerReferences")
                        .addObject()
                        .put("kind", "PipelineRun")
                        .put("uid", uid("outer").toString()));
        record(failed("outer"), inner);
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(names()).containsExactly("inner");
        assertThat(jdbc.sql("select uid from document").query(UUID.class).list())
                .containsExactly(uid("inner"));
        assertThat(jdbc.sql("select uid from tombstone").query(UUID.class).list())
                .containsExactly(uid("outer"));
    }

    @Test
    void countsInADryRunAndTakesNothing() {
        record(failed("a"), failed("b"));
        assertThat(retention
                        .prune(AFTER_30_DAYS, LATER, beginning(), 1000, true)
                        .runs())
                .isEqualTo(2);
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void goesOnInChunksPastWhatStays() {
        record(
                failed("a").label("tektonretry.io/keep", "yes"),
                failed("b"),
                failed("c"),
                failed("c-r1").retryOf("c", "c", 1).label("tektonretry.io/keep", "yes"),
                failed("d"));
        assertThat(prune(AFTER_30_DAYS, 1)).isEqualTo(2);
        assertThat(names()).containsExactly("a", "c", "c-r1");
    }

    @Test
    void takesOldEventsAwayThatAreAboutNothingRecorded() {
        record(failed("a"));
        RunEvent known = RunEvent.of(ClusterEvidence.event(failed("a").json(), "Failed", 1, 1))
                .orElseThrow();
        RunEvent foreign = RunEvent.of(ClusterEvidence.event(failed("z").json(), "Failed", 1, 1))
                .orElseThrow();
        new RunEvents(jdbc).record(List.of(known, foreign));
        assertThat(retention.pruneForeignEvents(START, 10)).isZero();
        assertThat(retention.pruneForeignEvents(LATER, 10)).isEqualTo(1);
    }

    private void request(String run, String state, @Nullable Instant finishedAt) {
        jdbc.sql("""
                        insert into retry_request
                               (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester,
                                requested_at, options, state, finished_at)
                        values (gen_random_uuid(), :uid, 1, :uid, 'ci', :run, 'ann', '{}', now(), '{}', :state, :finishedAt)
                        """)
                .param("uid", uid(run))
                .param("run", run)
                .param("state", state)
                .param("finishedAt", finishedAt == null ? null : Timestamp.from(finishedAt))
                .update();
    }

    private List<String> requested() {
        return jdbc.sql("select name || ' ' || state from retry_request order by 1")
                .query(String.class)
                .list();
    }

    private int prune(List<RetentionRule> rules) {
        return prune(rules, 1000);
    }

    private int prune(List<RetentionRule> rules, int chunk) {
        int runs = 0;
        @Nullable ListPosition from = beginning();
        while (from != null) {
            Retention.Chunk pruned = retention.prune(rules, LATER, from, chunk, false);
            runs += pruned.runs();
            from = pruned.next();
        }
        return runs;
    }

    /** In chunks of one. */
    private int pruneLoose(List<RetentionRule> rules, boolean isDryRun) {
        int taskRuns = 0;
        @Nullable UUID after = new UUID(0, 0);
        while (after != null) {
            LooseTaskRuns.Chunk pruned = loose.prune(rules, LATER, after, 1, isDryRun);
            taskRuns += pruned.taskRuns();
            after = pruned.next();
        }
        return taskRuns;
    }

    /** A TaskRun without a PipelineRun. */
    private static ClusterObject loose(String name) {
        return taskRun("none", name)
                .with(json -> json.withObject("metadata").put("name", name).remove("ownerReferences"))
                .ended("False", "StepFailed");
    }

    private void record(ClusterObject... objects) {
        recorder.record(Arrays.stream(objects).map(ClusterObject::seen).toList(), START);
    }

    private List<String> names() {
        return jdbc.sql("select name from pipeline_run order by name")
                .query(String.class)
                .list();
    }

    private static ListPosition beginning() {
        return new ListPosition(Instant.EPOCH, new UUID(0, 0));
    }

    private static ClusterObject failed(String name) {
        return pipelineRun(name).ended("False", "Failed");
    }

    private static RetentionRule rule(Duration keepFor) {
        return new RetentionRule(keepFor, List.of(), List.of(), Map.of());
    }
}
