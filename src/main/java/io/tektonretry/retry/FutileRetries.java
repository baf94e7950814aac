package io.tektonretry.retry;

import static java.util.stream.Collectors.joining;

import io.tektonretry.report.NeverRecovered;
import io.tektonretry.retry.plan.PlannedTask;
import io.tektonretry.retry.plan.RetryAction;
import io.tektonretry.retry.plan.RetryActionReason;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.Warning;
import io.tektonretry.retry.plan.WarningCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Warns of retries of tasks that no retry has helped after such a failure. */
@Component
class FutileRetries {

    private static final Set<RetryActionReason> FAILURES =
            Set.of(RetryActionReason.FAILED, RetryActionReason.TIMED_OUT);

    private final NeverRecovered history;

    FutileRetries(NeverRecovered history) {
        this.history = history;
    }

    /** The same plans with the warnings; one statement for all. */
    List<RetryPlan> warned(List<RetryPlan> plans) {
        Map<UUID, List<NeverRecovered.Task>> futile = history.among(plans.stream()
                .filter(RetryPlan::retryable)
                .flatMap(FutileRetries::failures)
                .toList());
        return plans.stream()
                .map(plan -> plan.warnedOf(Stream.ofNullable(futile.get(UUID.fromString(plan.runUid())))
                        .map(this::warning)
                        .toList()))
                .toList();
    }

    private static Stream<NeverRecovered.Failure> failures(RetryPlan plan) {
        return plan.tasks().stream()
                .filter(task -> task.action() == RetryAction.RERUN && FAILURES.contains(task.because()))
                .flatMap(task -> failure(plan, task));
    }

    private static Stream<NeverRecovered.Failure> failure(RetryPlan plan, PlannedTask task) {
        String child = task.previousChildUid();
        return child == null
                ? Stream.empty()
                : Stream.of(new NeverRecovered.Failure(
                        UUID.fromString(plan.runUid()), task.name(), UUID.fromString(child)));
    }

    private Warning warning(List<NeverRecovered.Task> tasks) {
        return new Warning(
                WarningCode.NEVER_RECOVERED_BY_RETRY,
                "In the last %d days no retry helped after such a failure of %s; look for the cause before you retry"
                        .formatted(
                                history.span().toDays(),
                                tasks.stream()
                                        .map(task -> "%s (%s in %d retried lineages)"
                                                .formatted(task.name(), task.failureClass(), task.lineages()))
                                        .collect(joining(", "))),
                tasks.stream().map(NeverRecovered.Task::name).toList());
    }
}
