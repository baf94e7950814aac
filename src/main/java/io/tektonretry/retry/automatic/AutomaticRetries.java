package io.tektonretry.retry.automatic;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.RunFailures;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.document.Documents;
import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.RetryCommand;
import io.tektonretry.retry.RetryResult;
import io.tektonretry.retry.automatic.AutomaticRetryMetrics.AutomaticOutcome;
import io.tektonretry.retry.automatic.RetryCandidates.Candidate;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Retries runs that failed only because of the cluster, where their authors and the operator enabled that. One replica
 * at a time does so.
 */
@Component
class AutomaticRetries {

    private static final Logger LOG = LoggerFactory.getLogger(AutomaticRetries.class);

    private static final int CHANGES_AT_ONCE = 1000;

    private static final int RUNS_AT_ONCE = 50;

    /** Refusals that may be gone a moment later. */
    private static final Set<RefusalCode> PASSING = Set.of(
            RefusalCode.CHILDREN_RUNNING,
            RefusalCode.STILL_RUNNING,
            RefusalCode.TERMINATING,
            RefusalCode.CLUSTER_UNAVAILABLE);

    private static final Duration HOUR = Duration.ofHours(1);

    private final RetryCandidates runs;
    private final PipelineRunRecords records;
    private final RunFailures failures;
    private final Documents documents;
    private final PipelineRunRetrier retrier;
    private final AutomaticRetryProperties properties;
    private final AutomaticRetryMetrics metrics;
    private final Clock clock;

    AutomaticRetries(
            RetryCandidates runs,
            PipelineRunRecords records,
            RunFailures failures,
            Documents documents,
            PipelineRunRetrier retrier,
            AutomaticRetryProperties properties,
            AutomaticRetryMetrics metrics,
            Clock clock) {
        this.runs = runs;
        this.records = records;
        this.failures = failures;
        this.documents = documents;
        this.retrier = retrier;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Finds new failures, and decides on due ones. */
    void look(BooleanSupplier stops) {
        if (!properties.enabled()) {
            runs.end();
            return;
        }
        runs.begin(clock.instant());
        while (!stops.getAsBoolean()
                && runs.follow(
                        clock.instant(),
                        properties.delay(),
                        properties.maxAge(),
                        properties.namespaces(),
                        CHANGES_AT_ONCE)) {}
        for (Candidate run : runs.due(clock.instant(), RUNS_AT_ONCE)) {
            if (stops.getAsBoolean()) {
                return;
            }
            decide(run);
        }
    }

    private void decide(Candidate run) {
        if (!properties.isFor(run.namespace())) {
            runs.decided(run.uid());
            return;
        }
        if (isTooLate(run)) {
            decided(run, AutomaticOutcome.EXPIRED);
            return;
        }
        postpone(run);
        AutomaticOutcome outcome = outcome(run);
        if (outcome != AutomaticOutcome.LATER) {
            decided(run, outcome);
        }
    }

    private void decided(Candidate run, AutomaticOutcome outcome) {
        runs.decided(run.uid());
        metrics.count(outcome);
        if (outcome != AutomaticOutcome.NOT_ASKED) {
            LOG.atInfo()
                    .addKeyValue("run", run.uid())
                    .addKeyValue("namespace", run.namespace())
                    .addKeyValue("outcome", outcome)
                    .log("Decided on an automatic retry");
        }
    }

    private AutomaticOutcome outcome(Candidate ended) {
        PipelineRunRecord run = records.findByUid(ended.uid()).orElse(null);
        JsonNode document = documents.findByUids(Set.of(ended.uid())).get(ended.uid());
        AuthorWish wish = AuthorWish.of(document == null ? MissingNode.getInstance() : document);
        if (run == null || document == null || run.status() != PipelineRunStatus.FAILED || !wish.ofInfrastructure()) {
            return AutomaticOutcome.NOT_ASKED;
        }
        if (!runs.haveEnded(
                run.uid(), document.path("status").path("childReferences").size())) {
            return AutomaticOutcome.LATER;
        }
        if (failures.of(Set.of(run.uid())).get(run.uid()) != FailureClass.INFRASTRUCTURE
                || runs.hasOtherFailures(run.uid())) {
            return AutomaticOutcome.OTHER_FAILURE;
        }
        int most = Math.min(wish.max(), properties.maxAttempts());
        int before = runs.retriesOfLineage(run.baseUid());
        if (before >= most) {
            return AutomaticOutcome.EXHAUSTED;
        }
        Instant now = clock.instant();
        if (runs.retriesSince(run.namespace(), now.minus(HOUR)) >= properties.maxPerHour()) {
            return AutomaticOutcome.LIMITED;
        }
        RetryResult result = retrier.retry(command(run, before + 1, most));
        if (result.refusals().isEmpty()) {
            return AutomaticOutcome.RETRIED;
        }
        if (!PASSING.contains(result.refusals().get(0).code())) {
            return AutomaticOutcome.REFUSED;
        }
        return AutomaticOutcome.LATER;
    }

    private boolean isTooLate(Candidate ended) {
        return clock.instant().isAfter(ended.foundAt().plus(properties.maxAge()));
    }

    /** Postpones before the decision, so that a run on which no decision is possible cannot block the others. */
    private void postpone(Candidate run) {
        Duration pause =
                properties.delay().compareTo(properties.interval()) < 0 ? properties.interval() : properties.delay();
        runs.postpone(run.uid(), clock.instant().plus(pause));
    }

    private static RetryCommand command(PipelineRunRecord run, int number, int most) {
        return new RetryCommand(
                run.uid(),
                RetryOptions.defaults(),
                null,
                "Automatic retry %d of %d after a failure of the cluster".formatted(number, most),
                Requester.service(),
                null,
                null,
                null);
    }
}
