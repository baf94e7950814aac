package io.tektonretry.graphql;

import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryOptions.FinallyPolicy;
import io.tektonretry.retry.plan.RetryOptions.MatrixPolicy;
import io.tektonretry.retry.plan.RetryOptions.OnLostWorkspace;
import io.tektonretry.retry.plan.RetryOptions.OnMissingHistory;
import io.tektonretry.retry.plan.RetryOptions.OnUnrepresentableValue;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run to retry, and how, as it was asked; what is null was given as null, and means the default. */
record RetryInput(
        String runId,
        @Nullable Strategy strategy,
        @Nullable List<String> alsoRerunTasks,
        @Nullable Boolean rerunIgnoredFailures,
        @Nullable FinallyPolicy finallyPolicy,
        @Nullable MatrixPolicy matrixPolicy,
        @Nullable OnLostWorkspace onLostWorkspace,
        @Nullable OnMissingHistory onMissingHistory,
        @Nullable OnUnrepresentableValue onUnrepresentableValue,
        @Nullable Map<String, @Nullable Duration> timeouts,
        @Nullable String planVersion,
        @Nullable String reason,
        @Nullable String clientMutationId) {

    RetryOptions options() {
        RetryOptions defaults = RetryOptions.defaults();
        return new RetryOptions(
                or(strategy, defaults.strategy()),
                alsoRerunTasks == null ? Set.of() : Set.copyOf(alsoRerunTasks),
                or(rerunIgnoredFailures, defaults.rerunIgnoredFailures()),
                or(finallyPolicy, defaults.finallyPolicy()),
                or(matrixPolicy, defaults.matrixPolicy()),
                or(onLostWorkspace, defaults.onLostWorkspace()),
                or(onMissingHistory, defaults.onMissingHistory()),
                or(onUnrepresentableValue, defaults.onUnrepresentableValue()),
                timeouts == null ? Map.of() : inGo(timeouts));
    }

    private static Map<String, String> inGo(Map<String, @Nullable Duration> timeouts) {
        Map<String, String> found = new HashMap<>();
        timeouts.forEach((clock, timeout) -> {
            if (timeout != null) {
                found.put(clock, inGo(timeout));
            }
        });
        return found;
    }

    private static String inGo(Duration timeout) {
        return timeout.plusMillis(999).toSeconds() + "s";
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
