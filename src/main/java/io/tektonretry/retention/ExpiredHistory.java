package io.tektonretry.retention;

import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.retention.OrphanedTaskRuns;
import io.tektonretry.history.retention.Retention;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Prunes the history by the retention rules, periodically, on one replica. */
@Configuration(proxyBeanMethods = false)
class ExpiredHistory {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredHistory.class);

    private final Retention retention;
    private final OrphanedTaskRuns loose;
    private final RetentionProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;

    ExpiredHistory(
            Retention retention,
            OrphanedTaskRuns loose,
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
    RecurringTask<Void> retentionTask() {
        return Tasks.recurring("retention", FixedDelay.of(properties.interval()))
                .execute((task, context) -> prune(context.getSchedulerState()));
    }

    /** Prunes expired runs, and TaskRuns without a run. After a stop, the next pass finds what is left. */
    private void prune(SchedulerState scheduler) {
        Instant now = clock.instant();
        int runs = pruneRuns(now, scheduler) + pruneLooseTaskRuns(now, scheduler);
        if (runs > 0) {
            LOG.atInfo()
                    .addKeyValue("runs", runs)
                    .addKeyValue("dryRun", properties.dryRun())
                    .log("Expired runs are being deleted from the history");
        }
        meters.counter("history.pruned", "dry", Boolean.toString(properties.dryRun()))
                .increment(runs);
    }

    private int pruneRuns(Instant now, SchedulerState scheduler) {
        int runs = 0;
        @Nullable ListPosition from = ListPosition.BEGINNING;
        while (from != null && !scheduler.isShuttingDown()) {
            Retention.Chunk chunk =
                    retention.prune(properties.inOrder(), now, from, properties.chunkSize(), properties.dryRun());
            runs += chunk.runs();
            from = chunk.next();
        }
        return runs;
    }

    private int pruneLooseTaskRuns(Instant now, SchedulerState scheduler) {
        int taskRuns = 0;
        @Nullable ListPosition from = ListPosition.BEGINNING;
        while (from != null && !scheduler.isShuttingDown()) {
            OrphanedTaskRuns.Chunk chunk =
                    loose.prune(properties.inOrder(), now, from, properties.chunkSize(), properties.dryRun());
            taskRuns += chunk.taskRuns();
            from = chunk.next();
        }
        return taskRuns;
    }
}
