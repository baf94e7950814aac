package io.tektonretry.retry;

import io.tektonretry.history.document.RecordedLineage;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.retry.RecordedSummaries.RecordedSummary;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;

/** Advice that is made from the documents of the runs, whatever summaries are kept. */
public final class AdviceFromDocuments {

    private AdviceFromDocuments() {}

    public static Map<UUID, RetryAdvice> of(Collection<UUID> runs, BeanFactory service) {
        RetryPlans plans = service.getBean(RetryPlans.class);
        Map<UUID, RecordedLineage> lineages =
                service.getBean(RecordedLineages.class).load(runs);
        Map<UUID, RecordedSummary> made = new HashMap<>();
        plans.summaries(runs, (uid, dated) -> {}).forEach((uid, summary) -> {
            RecordedLineage lineage = Objects.requireNonNull(lineages.get(uid));
            RecordedLineage.RecordedRun base = lineage.base();
            made.put(
                    uid,
                    new RecordedSummary(
                            base == null ? uid : base.pipelineRun().uid(), lineage.latestAttempt(), summary));
        });
        return service.getBean(RetryPreviews.class).advice(made);
    }
}
