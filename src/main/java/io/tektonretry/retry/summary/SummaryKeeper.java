package io.tektonretry.retry.summary;

import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps new summaries, in the background: a query neither waits for it nor fails with it, and writes nothing itself.
 * What is too much is dropped, and is made again by the next reader.
 */
@Component
public class SummaryKeeper implements SmartLifecycle {

    private static final int MOST_WAITING = 500;
    private static final int MOST_AT_ONCE = 100;

    private final BlockingQueue<NewSummary> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final PlanSummaries summaries;
    private final Worker worker;

    SummaryKeeper(PlanSummaries summaries, Workers workers) {
        this.summaries = summaries;
        this.worker = workers.worker("plan-summaries", failure -> true);
    }

    /** Has the summary kept, or drops it when too many wait. */
    public void keep(NewSummary summary) {
        waiting.offer(summary);
    }

    private void step() throws InterruptedException {
        NewSummary first = waiting.poll(1, TimeUnit.SECONDS);
        if (first != null) {
            List<NewSummary> batch = new ArrayList<>(List.of(first));
            waiting.drainTo(batch, MOST_AT_ONCE - 1);
            summaries.keep(batch);
        }
    }

    @Override
    public void start() {
        Work work = this::step;
        worker.start(work);
    }

    @Override
    public void stop() {
        worker.interrupt();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }
}
