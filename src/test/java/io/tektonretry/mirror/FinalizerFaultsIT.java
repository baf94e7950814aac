package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
import io.tektonretry.mirror.FinalizerProperties.Mode;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Objects that wait in the cluster while they cannot be recorded, or cannot be released. */
class FinalizerFaultsIT extends WaitingObjects {

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    @Test
    void releasesNothingBeforeTheDatabaseIsBack() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "one");
            await().until(() -> finalizers("PipelineRun", "one").contains(OURS) && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            finish("PipelineRun", "one");
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> service.waiting() == 1 && !service.isReady());
            assertThat(finalizers("PipelineRun", "one")).containsExactly(OURS);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.find("PipelineRun", "ci", "one").isEmpty());
            await().untilAsserted(() -> assertThat(ended("PipelineRun")).containsExactly("one SUCCEEDED"));
            assertThat(service.finalizers("overdue")).isZero();
        }
        assertThat(released).containsExactly("one recorded");
    }

    @Test
    @TestsFault(19)
    void countsTheDeadlineFromTheDeletionWhileTheDatabaseIsAway() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "long-ago");
            create("PipelineRun", "just-now");
            await().until(() -> service.finalizers("held") == 2 && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            cluster.delete("PipelineRun", "ci", "just-now");
            change(
                    "PipelineRun",
                    "long-ago",
                    run -> run.withObject("/metadata")
                            .put(
                                    "deletionTimestamp",
                                    Instant.now().minusSeconds(601).toString()));
            await().until(() -> cluster.find("PipelineRun", "ci", "long-ago").isEmpty());
            assertThat(released).containsExactly("long-ago");
            await().until(() -> service.finalizers("overdue") == 1);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.list("PipelineRun").isEmpty());
            await().untilAsserted(() -> assertThat(ended("PipelineRun"))
                    .as("it was seen to its end, though it did not wait to be recorded")
                    .containsExactly("just-now INTERRUPTED", "long-ago INTERRUPTED"));
            assertThat(service.finalizers("overdue")).isEqualTo(1);
        }
    }

    @Test
    void countsTheDeadlineOfAnObjectWhoseDeletionWasNeverTold() {
        var shortly = new FinalizerProperties(Mode.HOLD, Duration.ofSeconds(1), Duration.ofMinutes(10));
        try (var service = ready(MirroredService.start(history, cluster, shortly))) {
            create("PipelineRun", "one");
            await().until(() -> service.finalizers("held") == 1 && service.waiting() == 0);
            cluster.faults(Fault.HIDING_CHANGES);
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> service.finalizers("overdue") == 1);
            assertThat(service.gauge("mirror.lag", "PipelineRun")).isZero();
        }
    }

    @Test
    void anObjectThatCannotBeReadKeepsNoOtherFromBeingReleased() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "long-ago");
            create("PipelineRun", "odd", OURS);
            await().until(() -> service.finalizers("held") == 1 && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            change("PipelineRun", "odd", run -> run.withObject("/metadata").put("deletionTimestamp", "yesterday"));
            change(
                    "PipelineRun",
                    "long-ago",
                    run -> run.withObject("/metadata")
                            .put(
                                    "deletionTimestamp",
                                    Instant.now().minusSeconds(601).toString()));
            await().until(() -> cluster.find("PipelineRun", "ci", "long-ago").isEmpty());
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20)).until(() -> service.waiting() == 0);
        }
    }

    @Test
    @TestsFault(19)
    void keepsNoNamespaceFromGoing() {
        try (var service = start(Mode.HOLD)) {
            create("TaskRun", "one");
            await().until(() -> service.finalizers("held") == 1 && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            play(JsonMapper.shared().readTree("""
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ci", "deletionTimestamp": "%s"},
                     "status": {"phase": "Terminating"}}
                    """.formatted(Instant.now())));
            cluster.delete("TaskRun", "ci", "one");
            await().until(() -> cluster.list("TaskRun").isEmpty());
            await().until(() -> service.finalizers("overdue") == 1);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20)).until(() -> service.waiting() == 0);
        }
    }

    @Test
    void releasesAfterARestartWhatWasRecordedBefore() {
        create("PipelineRun", "one", OURS);
        cluster.delete("PipelineRun", "ci", "one");
        cluster.faults(Fault.refusing(
                403,
                "Forbidden",
                "you may not patch",
                request -> request.method().equals("PATCH")));
        try (var service = start(Mode.HOLD)) {
            await().until(() -> service.finalizers("failed") > 1);
            assertThat(pipelineRuns("name = 'one'")).isEqualTo(1);
        }
        cluster.faults(Fault.NONE);
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> service.finalizers("released") == 1);
        }
    }

    @Test
    void releasesWhatIsInQuarantine() {
        create("PipelineRun", "odd", OURS);
        change("PipelineRun", "odd", run -> run.withObject("/metadata").put("creationTimestamp", "yesterday"));
        cluster.delete("PipelineRun", "ci", "odd");
        cluster.faults(Fault.NONE);
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            assertThat(jdbc.sql("select name from quarantined_object")
                            .query(String.class)
                            .list())
                    .containsExactly("odd");
            assertThat(service.finalizers("overdue")).isZero();
        }
    }
}
