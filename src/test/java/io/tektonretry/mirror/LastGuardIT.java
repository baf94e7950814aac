package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.mirror.World.Life;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What one check alone stands against, since all others let it through. */
class LastGuardIT extends MirroredCluster {

    /** Writers of new runs take it after they have compared versions and before they write. */
    private static final long LOCK_OF_LINKS = 0x74656b746f6eL;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ClusterEpochs epochs;

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    /** As a leader does that was deposed, and wakes up with what it saw before the object was deleted. */
    @Test
    void noRunLivesOnThatAWriterRecordsWhenItIsLongGone() {
        Life gone = world.create("PipelineRun", "gone");
        world.delete("gone");
        try (var service = start()) {
            recorder.record(List.of(seen(gone)), Instant.now());
            assertThat(pipelineRuns("status = 'RUNNING' and deleted_at is null"))
                    .isEqualTo(1);
            cluster.cutWatches();
            healed(service);
            assertThat(pipelineRuns("status = 'INTERRUPTED'")).isEqualTo(1);
        }
    }

    /** As two leaders do, one of which sleeps in the middle of its batch. */
    @Test
    void noRowGoesBackWhenAWriterSleepsBetweenComparingAndWriting() throws SQLException {
        recorder.record(List.of(seen(world.create("PipelineRun", "run"))), Instant.now());
        Life old = world.update("run");
        Life other = world.create("PipelineRun", "other");
        Life newest = world.finish("run");
        CompletableFuture<Recorded> sleeper;
        try (Connection lock = pool.getConnection();
                var statement = lock.createStatement()) {
            statement.execute("select pg_advisory_lock(%d)".formatted(LOCK_OF_LINKS));
            sleeper = CompletableFuture.supplyAsync(
                    () -> recorder.record(List.of(seen(old), seen(other)), Instant.now()));
            await().until(() -> count("pg_locks where locktype = 'advisory' and not granted") == 1);
            recorder.record(List.of(seen(newest)), Instant.now());
            statement.execute("select pg_advisory_unlock(%d)".formatted(LOCK_OF_LINKS));
        }
        assertThat(sleeper.join().outcomes()).containsEntry(old.uid(), Recorded.Outcome.STALE);
        assertThat(new Invariants(jdbc).violations(world)).isEmpty();
        assertThat(pipelineRuns("status = 'SUCCEEDED'")).isEqualTo(1);
    }

    /** As two leaders do, one of which sleeps in the middle of its batch while the cluster is restored. */
    @Test
    @TestsFault(23)
    void noRunIsGoneBecauseOfWhatWasToldBeforeTheClusterWasRestored() throws SQLException {
        Life run = world.create("PipelineRun", "run");
        recorder.record(List.of(seen(run)), Instant.now());
        Life other = world.create("PipelineRun", "other");
        int ended = epochs.current();
        Observation gone = new Observation.Vanished(ended, run.uid(), Long.MAX_VALUE);
        CompletableFuture<Recorded> sleeper;
        try (Connection lock = pool.getConnection();
                var statement = lock.createStatement()) {
            statement.execute("select pg_advisory_lock(%d)".formatted(LOCK_OF_LINKS));
            sleeper = CompletableFuture.supplyAsync(() -> recorder.record(List.of(gone, seen(other)), Instant.now()));
            await().until(() -> count("pg_locks where locktype = 'advisory' and not granted") == 1);
            epochs.endOf(ended);
            recorder.record(List.of(seen(run)), Instant.now());
            statement.execute("select pg_advisory_unlock(%d)".formatted(LOCK_OF_LINKS));
        }
        assertThat(sleeper.join().resolvedGhosts()).isZero();
        assertThat(pipelineRuns("name = 'run' and deleted_at is null and status = 'RUNNING'"))
                .isEqualTo(1);
    }

    @Test
    void aSuccessorOfTheSameNameIsAnotherRunThoughBothWaitToBeWritten() {
        try (var service = start()) {
            world.create("PipelineRun", "nightly");
            healed(service);
            database.mode(TcpProxy.Mode.CLOSED);
            world.delete("nightly");
            world.create("PipelineRun", "nightly");
            await().until(() -> service.waiting() == 2);
            database.mode(TcpProxy.Mode.OPEN);
            healed(service);
            assertThat(pipelineRuns("deleted_at is null")).isEqualTo(1);
        }
    }

    @Test
    void aStartGoesOnBehindWhatWasWrittenNotBehindWhatWasSeen() {
        world.create("PipelineRun", "before");
        start().close();
        jdbc.sql("alter table document rename to document_away").update();
        MirroredService crashing = MirroredService.start(history, cluster.url(), Duration.ofMillis(1));
        world.create("PipelineRun", "passing");
        world.delete("passing");
        await().until(() -> crashing.waiting() == 1 && crashing.gauge("mirror.lag", "PipelineRun") > 2);
        crashing.close();
        jdbc.sql("alter table document_away rename to document").update();
        try (var service = start()) {
            healed(service);
            assertThat(pipelineRuns("name = 'passing' and status = 'INTERRUPTED'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void nothingIsGoneThatAStartMayNotList() {
        world.create("TaskRun", "one");
        start().close();
        cluster.faults(Fault.refusing(
                403, "Forbidden", "you may not", request -> request.resource().equals("taskruns")));
        try (var service = mirror(cluster.url())) {
            await().until(() ->
                    String.valueOf(service.health().getDetails().get("TaskRun")).contains("403"));
            world.create("PipelineRun", "other");
            await().until(() -> pipelineRuns("name = 'other'") == 1);
            assertThat(new Invariants(jdbc).violations(world)).isEmpty();
        }
    }

    private static Observation seen(Life life) {
        return new Observation.Seen(life.last());
    }
}
