package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the log has of the scheduler while the database is away. */
@GraphQlContext
@ExtendWith(OutputCaptureExtension.class)
class SchedulerOutagesIT {

    @Autowired
    Outage outage;

    @Autowired
    Scheduler scheduler;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Test
    void logsNoTraceOfATaskThatEndsInAnOutage(CapturedOutput log) {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        transaction.executeWithoutResult(locking -> {
            jdbc.sql("lock table audit_event").update();
            // in a transaction of its own
            CompletableFuture.runAsync(() -> new RecurringTasks(jdbc, scheduler).start("audit-retention"))
                    .join();
            await().until(() -> isWaitedFor("audit_event"));
            outage.begin();
        });
        try {
            await().until(() -> scheduler.getCurrentlyExecuting().isEmpty());
        } finally {
            outage.end();
        }

        assertThat(jdbc.sql("select picked from scheduled_task where task_name = 'audit-retention'")
                        .query(Boolean.class)
                        .single())
                .as("its end can't be recorded")
                .isTrue();
        assertThat(log.getOut()).doesNotContain("Failed while completing execution", "\tat com.github.kagkarlsson");
    }

    @Test
    void logsOnceThatTheSchedulerCantWork(CapturedOutput log) {
        double before = outages();
        outage.during(() -> {
            await().untilAsserted(() -> assertThat(outages()).isEqualTo(before + 1));
            scheduler.triggerCheckForDueExecutions();
            await().until(() -> outage.attempts() > 2);
        });
        await().until(() -> log.getOut().contains("The scheduler reads due tasks again"));

        assertThat(outages()).isEqualTo(before + 1);
        assertThat(log.getOut()).doesNotContain("Unhandled exception. Will keep running");
    }

    private boolean isWaitedFor(String table) {
        return jdbc.sql("select exists(select from pg_locks where relation = cast(:table as regclass) and not granted)")
                .param("table", table)
                .query(Boolean.class)
                .single();
    }

    private double outages() {
        return meters.get("retry.scheduler.outages").counter().count();
    }
}
