package io.tektonretry.retry;

import io.tektonretry.history.document.LatestAttempt;
import io.tektonretry.retry.RetryPlans.DatedSummary;
import io.tektonretry.retry.summary.NewSummary;
import io.tektonretry.retry.summary.PlanSummaries;
import io.tektonretry.retry.summary.PlanSummaries.Found;
import io.tektonretry.retry.summary.PlanSummary;
import io.tektonretry.retry.summary.PlannerVersion;
import io.tektonretry.retry.summary.SummaryKeeper;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Summaries of plans with the default options. A summary that was kept is read; a run without one is planned, and its
 * summary is kept in the background.
 */
@Component
class RecordedSummaries {

    /**
     * The summary of a run.
     *
     * @param baseUid the run whose spec its retries derive from
     * @param latest the last attempt of its lineage
     * @param summary without the refusals that depend on the latest attempt
     */
    record RecordedSummary(UUID baseUid, LatestAttempt latest, PlanSummary summary) {}

    private final RetryPlans plans;
    private final PlanSummaries summaries;
    private final SummaryKeeper keeper;
    private final PlannerVersion planner;
    private final Clock clock;

    RecordedSummaries(
            RetryPlans plans, PlanSummaries summaries, SummaryKeeper keeper, PlannerVersion planner, Clock clock) {
        this.plans = plans;
        this.summaries = summaries;
        this.keeper = keeper;
        this.planner = planner;
        this.clock = clock;
    }

    /** The summary of each of these runs, by UID; runs that are not recorded are absent. */
    Map<UUID, RecordedSummary> of(Collection<UUID> runUids) {
        Map<UUID, Found> found = summaries.find(runUids, planner.value(), clock.instant());
        List<UUID> missing = found.values().stream()
                .filter(run -> run.summary() == null)
                .map(Found::uid)
                .toList();
        Map<UUID, PlanSummary> planned =
                missing.isEmpty() ? Map.of() : plans.summaries(missing, (uid, made) -> keep(found.get(uid), made));
        Map<UUID, RecordedSummary> all = new HashMap<>();
        found.forEach((uid, run) -> {
            PlanSummary summary = run.summary() == null ? planned.get(uid) : run.summary();
            if (summary != null) {
                all.put(uid, new RecordedSummary(run.baseUid(), run.latest(), summary));
            }
        });
        return all;
    }

    private void keep(@Nullable Found run, DatedSummary made) {
        if (run != null && run.hasEnded()) {
            keeper.keep(
                    new NewSummary(run.uid(), planner.value(), run.fingerprint(), made.validUntil(), made.summary()));
        }
    }
}
