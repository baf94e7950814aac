package io.tektonretry.report.fact;

import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the facts of reports up to date, on one replica. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FactProperties.class)
class FactTasks {

    /** One task does both, so that the facts have a single writer. */
    @Bean
    RecurringTask<Void> countReportFacts(ReportFacts facts, FactProperties properties, Clock clock) {
        return Tasks.recurring("report-facts", FixedDelay.of(properties.interval()))
                .execute((task, context) -> {
                    SchedulerState scheduler = context.getSchedulerState();
                    Instant before = clock.instant().minus(properties.retention());
                    repeat(scheduler, () -> facts.advance(properties.chunkSize()));
                    repeat(scheduler, () -> facts.forget(before, properties.chunkSize()));
                });
    }

    private static void repeat(SchedulerState scheduler, BooleanSupplier step) {
        boolean isMoreLeft = true;
        while (isMoreLeft && !scheduler.isShuttingDown()) {
            isMoreLeft = step.getAsBoolean();
        }
    }
}
