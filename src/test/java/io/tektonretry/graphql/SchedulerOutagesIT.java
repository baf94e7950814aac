package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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

    @Test
    void logsOnceThatTheSchedulerCantWork(CapturedOutput log) {
        double before = outages();
        outage.during(() -> {
            await().untilAsserted(() -> assertThat(outages()).isEqualTo(before + 1));
            scheduler.triggerCheckForDueExecutions();
            await().until(() -> outage.attempts() > 2);
        });
        await().until(() -> log.getOut().contains("The scheduler looks for what is due again"));

        assertThat(outages()).isEqualTo(before + 1);
        assertThat(log.getOut()).doesNotContain("Unhandled exception. Will keep running");
    }

    private double outages() {
        return meters.get("retry.scheduler.outages").counter().count();
    }
}
