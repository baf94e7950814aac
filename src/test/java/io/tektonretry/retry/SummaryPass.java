package io.tektonretry.retry;

import io.tektonretry.retry.summary.ChangedRuns;
import org.springframework.beans.factory.BeanFactory;

/** What the task that summarizes plans does each time. */
public final class SummaryPass {

    private static final int MOST = 100;

    private SummaryPass() {}

    public static void run(BeanFactory service) {
        SummaryTask.summarize(
                service.getBean(ChangedRuns.class).next(), service.getBean(RecordedSummaries.class), MOST);
    }
}
