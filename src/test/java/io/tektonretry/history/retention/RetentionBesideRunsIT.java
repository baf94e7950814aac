package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is pruned that belongs to no recorded run. */
class RetentionBesideRunsIT extends PrunedHistory {

    @Autowired
    OrphanedTaskRuns loose;

    @Autowired
    ForeignEvidence evidence;

    @Autowired
    PodOutcomes pods;

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
        assertThat(tombstones()).as("the cluster has it still").containsExactly(uid("none-alone"));
    }

    @Test
    void takesOldEventsAwayThatAreAboutNothingRecorded() {
        record(failed("a"));
        RunEvent known = RunEvent.of(ClusterEvidence.event(failed("a").json(), "Failed", 1, 1))
                .orElseThrow();
        RunEvent foreign = RunEvent.of(ClusterEvidence.event(failed("z").json(), "Failed", 1, 1))
                .orElseThrow();
        RunEvent forged = RunEvent.of(
                        ClusterEvidence.event(failed("a").namespace("evil").json(), "Forged", 1, 1))
                .orElseThrow();
        new RunEvents(jdbc, new HistoryProperties(1, 100, 100, 1_000)).record(List.of(known, foreign, forged));
        assertThat(pruned(ForeignEvidence.Kind.EVENTS, START)).isZero();
        assertThat(pruned(ForeignEvidence.Kind.EVENTS, LATER)).isEqualTo(2);
    }

    @Test
    void takesOldPodsAwayWhoseTaskRunIsNotRecorded() {
        record(taskRun("a", "test"));
        pods.record(List.of(pod("known", "a-test", "ci"), pod("late", "z-test", "ci"), pod("far", "a-test", "evil")));
        assertThat(pruned(ForeignEvidence.Kind.PODS, START)).isZero();
        assertThat(pruned(ForeignEvidence.Kind.PODS, LATER)).isEqualTo(2);
        assertThat(jdbc.sql("select name from pod_outcome").query(String.class).list())
                .containsExactly("known");
    }

    private static PodOutcome pod(String name, String taskRun, String namespace) {
        return new PodOutcome(
                uid(name),
                uid(taskRun),
                taskRun,
                namespace,
                name,
                1,
                null,
                "Succeeded",
                null,
                null,
                false,
                START,
                START,
                List.of());
    }

    /** In chunks of one. */
    private int pruned(ForeignEvidence.Kind kind, Instant now) {
        int pruned = 0;
        ForeignEvidence.Chunk chunk;
        do {
            chunk = evidence.prune(kind, now, 1);
            pruned += chunk.pruned();
        } while (!chunk.isLast());
        return pruned;
    }

    /** In chunks of one. */
    private int pruneLoose(List<RetentionRule> rules, boolean isDryRun) {
        int taskRuns = 0;
        @Nullable ListPosition after = ListPosition.BEGINNING;
        while (after != null) {
            OrphanedTaskRuns.Chunk pruned = loose.prune(rules, LATER, after, 1, isDryRun);
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
}
