package io.tektonretry.retry.summary;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.retry.plan.PlannedTask;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryAction;
import io.tektonretry.retry.plan.RetryActionReason;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.Warning;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What lists show of a plan.
 *
 * @param refusals why the run can't be retried; empty when it can
 * @param warnings what to know beforehand
 * @param failures the failed tasks that run again
 */
public record PlanSummary(List<Refusal> refusals, List<Warning> warnings, List<FailedTask> failures) {

    private static final Set<RetryActionReason> FAILURES =
            Set.of(RetryActionReason.FAILED, RetryActionReason.TIMED_OUT);

    /** Characters outside ASCII are escaped, so that even half a surrogate pair is preserved. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * A failed task.
     *
     * @param name its name in the pipeline
     * @param child UID of its last child
     */
    public record FailedTask(String name, UUID child) {}

    public PlanSummary {
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
        failures = List.copyOf(failures);
    }

    public static PlanSummary of(RetryPlan plan) {
        return new PlanSummary(
                plan.refusals(),
                plan.warnings(),
                plan.tasks().stream().flatMap(PlanSummary::failure).toList());
    }

    private static Stream<FailedTask> failure(PlannedTask task) {
        return task.action() == RetryAction.RERUN && FAILURES.contains(task.because())
                ? ObservedObject.uid(task.previousChildUid()).map(child -> new FailedTask(task.name(), child)).stream()
                : Stream.empty();
    }

    /** Reads what {@link #json} has written; empty for anything else. */
    static Optional<PlanSummary> read(byte[] json) {
        try {
            return Optional.of(JSON.readValue(json, PlanSummary.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    byte[] json() {
        return JSON.writeValueAsBytes(this);
    }

    /** Whether the retry can be created. */
    public boolean retryable() {
        return refusals.isEmpty();
    }

    /** The same with further refusals, which come first. */
    public PlanSummary refusedFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : new PlanSummary(joined(reasons, refusals), warnings, failures);
    }

    /** The same with further refusals, which come last. */
    public PlanSummary refusedAlsoFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : new PlanSummary(joined(refusals, reasons), warnings, failures);
    }

    /** The same with further warnings. */
    public PlanSummary warnedOf(List<Warning> more) {
        return more.isEmpty() ? this : new PlanSummary(refusals, joined(warnings, more), failures);
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
