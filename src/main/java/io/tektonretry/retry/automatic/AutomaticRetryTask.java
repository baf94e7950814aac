package io.tektonretry.retry.automatic;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs automatic retries periodically, on one replica. */
@Configuration(proxyBeanMethods = false)
class AutomaticRetryTask {

    private static final Duration SELDOM = Duration.ofMinutes(1);

    @Bean
    RecurringTask<Void> automaticRetry(AutomaticRetries retries, AutomaticRetryProperties properties) {
        return Tasks.recurring("automatic-retry", FixedDelay.of(properties.enabled() ? properties.interval() : SELDOM))
                .execute((task, context) -> retries.look(context.getSchedulerState()::isShuttingDown));
    }
}
