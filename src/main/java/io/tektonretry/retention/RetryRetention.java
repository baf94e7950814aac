package io.tektonretry.retention;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.request.BulkRetryRows;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.retry.RetryProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes old records of retries, a few rows per transaction. */
@Configuration(proxyBeanMethods = false)
class RetryRetention {

    private static final Logger log = LoggerFactory.getLogger(RetryRetention.class);

    private static final FixedDelay NOW_AND_THEN = FixedDelay.of(Duration.ofHours(6));

    /** How long to keep requests that created no run. */
    private static final Duration FRUITLESS = Duration.ofDays(30);

    private static final int AT_ONCE = 1000;

    @Bean
    RecurringTask<Void> auditRemoval(AuditEvents events, AuditProperties properties, Clock clock) {
        return Tasks.recurring("audit-retention", NOW_AND_THEN).execute((task, context) -> {
            Instant before = clock.instant().minus(properties.retention());
            @Nullable ListPosition from = ListPosition.BEGINNING;
            int removed = 0;
            while (from != null && !context.getSchedulerState().isShuttingDown()) {
                AuditEvents.Chunk chunk = events.deleteBefore(before, from, AT_ONCE);
                removed += chunk.removed();
                from = chunk.next();
            }
            tell("audit events", before, removed);
        });
    }

    @Bean
    RecurringTask<Void> requestRemoval(
            RetryRequests requests, BulkRetryRows bulk, RetryProperties properties, Clock clock) {
        return Tasks.recurring("request-retention", NOW_AND_THEN).execute((task, context) -> {
            Instant unknown = clock.instant().minus(properties.idempotencyWindow());
            Instant old = clock.instant().minus(FRUITLESS);
            Instant before = old.isBefore(unknown) ? old : unknown;
            remove("requests", before, most -> requests.deleteWithoutRun(before, most));
            remove("calls for many", unknown, most -> bulk.deleteBefore(unknown, most));
        });
    }

    private static void remove(String what, Instant before, IntUnaryOperator some) {
        int removed;
        int all = 0;
        do {
            removed = some.applyAsInt(AT_ONCE);
            all += removed;
        } while (removed == AT_ONCE);
        tell(what, before, all);
    }

    private static void tell(String what, Instant before, int removed) {
        if (removed > 0) {
            log.atInfo()
                    .addKeyValue("removed", removed)
                    .addKeyValue("before", before)
                    .log("Removed old {}", what);
        }
    }
}
