package io.tektonretry.telemetry;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts and exports ended runs periodically, on one replica. */
@Configuration(proxyBeanMethods = false)
class RunTelemetryTask {

    @Bean
    RecurringTask<Void> telemetryOfRuns(RunTelemetry telemetry, TelemetryProperties properties) {
        return Tasks.recurring("run-telemetry", FixedDelay.of(properties.interval()))
                .execute((task, context) -> telemetry.look(context.getSchedulerState()::isShuttingDown));
    }
}
