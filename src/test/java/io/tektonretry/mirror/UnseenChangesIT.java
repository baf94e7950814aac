package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.retention.Retention;
import io.tektonretry.history.retention.RetentionRule;
import io.tektonretry.mirror.World.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What changes in a cluster while nobody watches it, or the watch does not tell. */
class UnseenChangesIT extends MirroredCluster {

    @Test
    void missesNothingWhenItIsAwayForLessThanTheApiServerRemembers() {
        world.create("PipelineRun", "before");
        start().close();
        world.delete("before");
        world.create("PipelineRun", "between");
        world.update("between");
        world.delete("between");
        try (var service = start()) {
            healed(service);
            assertThat(pipelineRuns("deleted_at is not null")).isEqualTo(2);
            assertThat(gaps()).containsOnly("NOT_FOLLOWED");
            assertThat(service.total("mirror.gaps")).isZero();
        }
    }

    @Test
    @TestsFault(17)
    void recordsAGapWhenTheApiServerHasForgottenMeanwhile() {
        world.create("PipelineRun", "before");
        start().close();
        world.create("PipelineRun", "unseen");
        world.delete("unseen");
        world.delete("before");
        cluster.forgetHistory();
        try (var service = start()) {
            healed(service);
            assertThat(gaps()).contains("DOWNTIME");
            assertThat(pipelineRuns("status = 'INTERRUPTED' and name = 'before'"))
                    .isEqualTo(1);
            assertThat(service.total("mirror.ghosts.resolved")).isEqualTo(1);
        }
    }

    @Test
    void bringsNobodyBackWhoseDeletionIsForgottenWhileHisPastIsTold() {
        world.create("PipelineRun", "ghost");
        start().close();
        world.update("ghost");
        world.delete("ghost");
        AtomicInteger step = new AtomicInteger();
        cluster.faults(new Fault() {
            @Override
            public List<String> lines(ApiRequest watch, String line) {
                if (line.startsWith("{\"type\":\"DELETED\"") && step.compareAndSet(0, 1)) {
                    throw new ConnectionCut();
                }
                return List.of(line);
            }

            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return request.isWatch() && request.resource().equals("pipelineruns") && step.compareAndSet(1, 2)
                        ? Optional.of(new StatusError(410, "Expired", "too old resource version"))
                        : Optional.empty();
            }
        });
        try (var service = start()) {
            await().until(() -> count("gap where kind = 'PipelineRun' and reason = 'DOWNTIME'") == 1);
            world.create("PipelineRun", "later");
            healed(service);
            assertThat(step).hasValue(2);
            assertThat(pipelineRuns("name = 'ghost' and status = 'INTERRUPTED'"))
                    .isEqualTo(1);
        }
    }

    @Test
    @TestsFault(32)
    void forgetsWhatWasPrunedWhenItIsGoneFromTheClusterUnseen() {
        pruneARunThatTheClusterHas();
        start().close();
        assertThat(count("tombstone where gone_at is null"))
                .as("the cluster has it still")
                .isEqualTo(1);
        world.delete("old");
        cluster.forgetHistory();
        try (var service = start()) {
            await().until(() -> count("tombstone where gone_at is null") == 0);
            assertThat(service.waiting()).isZero();
            assertThat(pipelineRuns("true")).isZero();
        }
    }

    @Test
    void doesNotBringBackWhatWasPrunedWhenItsDeletionComesBehindTheListThatLacksIt() {
        pruneARunThatTheClusterHas();
        world.delete("old");
        try (var service = start()) {
            world.create("PipelineRun", "last");
            await().until(() -> pipelineRuns("name = 'last'") == 1 && service.waiting() == 0);
            assertThat(pipelineRuns("name = 'old'")).isZero();
        }
    }

    @Test
    @TestsFault(20)
    void callsAChildUnobservedThatVanishedUnfinished() {
        world.create("TaskRun", "seen");
        world.create("TaskRun", "unseen");
        start().close();
        world.delete("unseen");
        cluster.forgetHistory();
        try (var service = start()) {
            await().until(() -> count("gap where kind = 'TaskRun' and reason = 'DOWNTIME'") == 1);
            world.delete("seen");
            healed(service);
            assertThat(jdbc.sql("select name || ' ' || status from task_run order by name")
                            .query(String.class)
                            .list())
                    .containsExactly("seen CANCELLED", "unseen UNOBSERVED");
        }
    }

    @Test
    @TestsFault(16)
    void tellsTwoObjectsOfOneNameApartThatFollowEachOtherInAGap() {
        try (var service = start()) {
            Life first = world.create("PipelineRun", "nightly");
            healed(service);
            cluster.faults(Fault.HIDING_CHANGES);
            world.delete("nightly");
            Life second = world.create("PipelineRun", "nightly");
            cluster.forgetHistory();
            cluster.cutWatches();
            await().until(() -> gaps().contains("CHANGES_EXPIRED"));
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(pipelineRuns("uid = '%s' and deleted_at is not null".formatted(first.uid())))
                    .isEqualTo(1);
            assertThat(pipelineRuns("uid = '%s' and deleted_at is null".formatted(second.uid())))
                    .isEqualTo(1);
            assertThat(gaps()).contains("CHANGES_EXPIRED");
        }
    }

    private void pruneARunThatTheClusterHas() {
        world.create("PipelineRun", "old");
        world.finish("old");
        start().close();
        history.getBean(Retention.class)
                .prune(
                        List.of(new RetentionRule(Duration.ZERO, List.of(), List.of(), Map.of())),
                        Instant.now(),
                        new ListPosition(Instant.EPOCH, new UUID(0, 0)),
                        10,
                        false);
        assertThat(count("tombstone where gone_at is null")).isEqualTo(1);
    }
}
