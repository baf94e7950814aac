package io.tektonretry.retry;

import static java.util.stream.Collectors.joining;

import io.tektonretry.report.NeverRecovered;
import io.tektonretry.retry.plan.Warning;
import io.tektonretry.retry.plan.WarningCode;
import io.tektonretry.retry.summary.PlanSummary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Warns of retries of tasks that no retry has helped after such a failure. */
@Component
class FutileRetries {

    private final NeverRecovered history;

    FutileRetries(NeverRecovered history) {
        this.history = history;
    }

    /** The warnings of each run that can be retried, by UID; one statement for all. */
    Map<UUID, List<Warning>> warnings(Map<UUID, PlanSummary> plans) {
        Map<UUID, List<Warning>> warnings = new HashMap<>();
        history.among(plans.entrySet().stream()
                        .filter(plan -> plan.getValue().retryable())
                        .flatMap(plan -> failures(plan.getKey(), plan.getValue()))
                        .toList())
                .forEach((run, tasks) -> warnings.put(run, List.of(warning(tasks))));
        return warnings;
    }

    private static Stream<NeverRecovered.Failure> failures(UUID run, PlanSummary plan) {
        return plan.failures().stream().map(task -> new NeverRecovered.Failure(run, task.name(), task.child()));
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
