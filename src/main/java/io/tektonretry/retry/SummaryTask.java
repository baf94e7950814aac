package io.tektonretry.retry;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.database.FailureBoundary;
import io.tektonretry.retry.summary.ChangedRuns;
import io.tektonretry.retry.summary.SummaryProperties;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Summarizes runs soon after they end, on one replica, so that the first reader does not wait for it. */
@Configuration(proxyBeanMethods = false)
class SummaryTask {

    private static final Logger LOG = LoggerFactory.getLogger(SummaryTask.class);

    @Bean
    RecurringTask<Void> summarizePlans(ChangedRuns changes, RecordedSummaries summaries, SummaryProperties properties) {
        return Tasks.recurring("plan-summaries", FixedDelay.of(properties.interval()))
                .execute((task, context) -> summarize(changes.next(), summaries, properties.most()));
    }

    static void summarize(List<List<UUID>> lineages, RecordedSummaries summaries, int most) {
        int runs = 0;
        for (List<UUID> lineage : lineages) {
            runs += lineage.size();
            if (runs <= most) {
                summarize(lineage, summaries);
            }
        }
    }

    /** A lineage that can't be planned does not keep the others from it. */
    private static void summarize(List<UUID> lineage, RecordedSummaries summaries) {
        FailureBoundary.run(
                () -> summaries.of(lineage),
                failure -> LOG.atDebug()
                        .addKeyValue("runs", lineage)
                        .setCause(failure)
                        .log("The plans of a lineage were not summarized"));
    }
}
