package io.tektonretry.mirror;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.ListPosition;
import io.tektonretry.history.LooseTaskRuns;
import io.tektonretry.history.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Prunes the history by the rules of retention, from time to time and once for all replicas. */
@Configuration(proxyBeanMethods = false)
class ExpiredHistory {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredHistory.class);

    private static final ListPosition BEGINNING = new ListPosition(Instant.EPOCH, new UUID(0, 0));

    /** By then what a pod or an Event belongs to has been seen, if it ever is. */
    private static final Duration FOREIGN = Duration.ofDays(1);

    private final Retention retention;
    private final LooseTaskRuns loose;
    private final RetentionProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;

    ExpiredHistory(
            Retention retention,
            LooseTaskRuns loose,
            RetentionProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.retention = retention;
        this.loose = loose;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    @Bean
    Task<Void> retentionTask() {
        return Tasks.recurring("retention", FixedDelay.of(properties.interval()))
                .execute((task, context) -> prune());
    }

    /** Prunes what has expired by now, and says how many runs, and TaskRuns without one, that were. */
    int prune() {
        Instant now = clock.instant();
        int runs = properties.rules().isEmpty() ? 0 : pruneRuns(now) + pruneLooseTaskRuns(now);
        if (!properties.dryRun()) {
            pruneLeftovers(now);
        }
        if (runs > 0) {
            LOG.atInfo()
                    .addKeyValue("runs", runs)
                    .addKeyValue("dryRun", properties.dryRun())
                    .log("Expired runs are taken out of the history");
        }
        meters.counter("history.pruned", "dry", Boolean.toString(properties.dryRun()))
                .increment(runs);
        return runs;
    }

    private void pruneLeftovers(Instant now) {
        retention.forgetGone(now);
        inChunks(limit -> retention.pruneForeignPods(now.minus(FOREIGN), limit));
        inChunks(limit -> retention.pruneForeignEvents(now.minus(FOREIGN), limit));
    }

    private void inChunks(IntUnaryOperator prune) {
        int pruned;
        do {
            pruned = prune.applyAsInt(properties.chunkSize());
        } while (pruned == properties.chunkSize());
    }

    private int pruneRuns(Instant now) {
        int runs = 0;
        @Nullable ListPosition from = BEGINNING;
        while (from != null) {
            Retention.Chunk chunk =
                    retention.prune(properties.inOrder(), now, from, properties.chunkSize(), properties.dryRun());
            runs += chunk.runs();
            from = chunk.next();
        }
        return runs;
    }

    private int pruneLooseTaskRuns(Instant now) {
        int taskRuns = 0;
        @Nullable UUID after = BEGINNING.id();
        while (after != null) {
            LooseTaskRuns.Chunk chunk =
                    loose.prune(properties.inOrder(), now, after, properties.chunkSize(), properties.dryRun());
            taskRuns += chunk.taskRuns();
            after = chunk.next();
        }
        return taskRuns;
    }
}
