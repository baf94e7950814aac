package io.tektonretry.cloudevent;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Delivers events periodically, on one replica. */
@Configuration(proxyBeanMethods = false)
class EventDeliveryTask {

    private static final Duration SELDOM = Duration.ofMinutes(1);

    @Bean
    RecurringTask<Void> cloudEvents(EventDelivery delivery, CloudEventProperties properties) {
        return Tasks.recurring("cloud-events", FixedDelay.of(delivery.hasSink() ? properties.interval() : SELDOM))
                .execute((task, context) -> deliver(delivery, context.getSchedulerState()::isShuttingDown));
    }

    private static void deliver(EventDelivery delivery, BooleanSupplier stops) {
        try {
            delivery.deliver(stops);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
