package io.tektonretry.graphql.live;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.change.RunChanges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes old changes. */
@Configuration(proxyBeanMethods = false)
class ChangeRetention {

    private static final FixedDelay OFTEN = FixedDelay.of(Duration.ofMinutes(10));

    private static final int AT_ONCE = 5_000;

    @Bean
    RecurringTask<Void> changeRemoval(RunChanges changes, LiveProperties properties, Clock clock) {
        return Tasks.recurring("change-retention", OFTEN).execute((task, context) -> {
            Instant before = clock.instant().minus(properties.retention());
            int forgotten = AT_ONCE;
            while (forgotten == AT_ONCE && !context.getSchedulerState().isShuttingDown()) {
                forgotten = changes.forget(before, AT_ONCE);
            }
        });
    }
}
