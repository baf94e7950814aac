package io.tektonretry.retry;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.AuditEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Removes events from the audit when they are old, a few in each transaction. */
@Configuration(proxyBeanMethods = false)
class AuditRetention {

    private static final Logger log = LoggerFactory.getLogger(AuditRetention.class);

    private static final int AT_ONCE = 1000;

    @Bean
    RecurringTask<Void> auditRemoval(AuditEvents events, AuditProperties properties, Clock clock) {
        return Tasks.recurring("audit-retention", FixedDelay.of(Duration.ofHours(6)))
                .execute((task, context) -> remove(events, clock.instant().minus(properties.retention())));
    }

    static void remove(AuditEvents events, Instant before) {
        int removed;
        int all = 0;
        do {
            removed = events.deleteBefore(before, AT_ONCE);
            all += removed;
        } while (removed == AT_ONCE);
        if (all > 0) {
            log.atInfo()
                    .addKeyValue("events", all)
                    .addKeyValue("before", before)
                    .log("Removed old audit events");
        }
    }
}
