package io.tektonretry.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one scheduler for all later work: each task runs once for all replicas, and survives restarts. */
@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration {

    private static final String TABLE = "scheduled_task";

    /** Threads for one-time tasks. Each recurring task adds one more, so that it cannot delay a retry. */
    private static final int THREADS = 4;

    /** A replica that misses four heartbeats counts as dead, and another one takes over its tasks. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    @Bean(destroyMethod = "stop")
    @DependsOnDatabaseInitialization
    Scheduler scheduler(
            DataSource database,
            List<Task<?>> tasks,
            SchedulerOutages outages,
            SchedulerProperties properties,
            Clock clock) {
        List<RecurringTask<?>> recurring = recurring(tasks);
        List<Task<?>> triggered =
                tasks.stream().filter(task -> !recurring.contains(task)).toList();
        return Scheduler.create(database, triggered)
                .startTasks(recurring)
                .tableName(TABLE)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .threads(THREADS + recurring.size())
                .pollingInterval(properties.pollingInterval())
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(Duration.ofSeconds(20))
                .failureLogging(LogLevel.OFF, false)
                .addExecutionInterceptor(new TaskFailures())
                .addSchedulerListener(outages)
                .clock(clock::instant)
                .build();
    }

    /** Selects by runtime type, not by the declared type of the bean. */
    private static List<RecurringTask<?>> recurring(List<Task<?>> tasks) {
        List<RecurringTask<?>> recurring = new ArrayList<>();
        for (Task<?> task : tasks) {
            if (task instanceof RecurringTask<?> recurs) {
                recurring.add(recurs);
            }
        }
        return recurring;
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> schedulerStart(Scheduler scheduler) {
        return ready -> scheduler.start();
    }
}
