package io.tektonretry.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Logs once per outage that the scheduler cannot read due tasks, usually because the database is not available. */
@Component
class SchedulerOutages extends AbstractSchedulerListener {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerOutages.class);

    private static final String THREAD = Scheduler.THREAD_PREFIX + "-execute-due-";

    private final Counter outages;
    private final AtomicBoolean isOut = new AtomicBoolean();

    SchedulerOutages(MeterRegistry meters) {
        this.outages = meters.counter("retry.scheduler.outages");
    }

    /** A failed task raises the same event, but on its own thread. */
    @Override
    public void onSchedulerEvent(SchedulerEventType type) {
        if (type == SchedulerEventType.UNEXPECTED_ERROR && isLooking() && isOut.compareAndSet(false, true)) {
            outages.increment();
            LOG.warn("The scheduler cannot read due tasks; it keeps trying");
        } else if (type == SchedulerEventType.RAN_EXECUTE_DUE && isOut.compareAndSet(true, false)) {
            LOG.info("The scheduler reads due tasks again");
        }
    }

    private static boolean isLooking() {
        return Thread.currentThread().getName().startsWith(THREAD);
    }
}
