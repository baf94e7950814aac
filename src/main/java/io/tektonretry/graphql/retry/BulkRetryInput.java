package io.tektonretry.graphql.retry;

import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.retry.plan.RetryOptions.Definition;
import io.tektonretry.retry.plan.RetryOptions.FinallyPolicy;
import io.tektonretry.retry.plan.RetryOptions.MatrixPolicy;
import io.tektonretry.retry.plan.RetryOptions.OnLostWorkspace;
import io.tektonretry.retry.plan.RetryOptions.OnMissingDependency;
import io.tektonretry.retry.plan.RetryOptions.OnMissingHistory;
import io.tektonretry.retry.plan.RetryOptions.OnUnrepresentableValue;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import io.tektonretry.retry.plan.TaskOverride;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The input of a bulk retry; null means an explicit null, which stands for the default. */
record BulkRetryInput(
        @Nullable List<String> runIds,
        @Nullable PipelineRunFilterInput filter,
        @Nullable Integer first,
        @Nullable String after,
        @Nullable Strategy strategy,
        @Nullable List<String> alsoRerunTasks,
        @Nullable List<String> onlyTasks,
        @Nullable List<String> fromTasks,
        @Nullable List<ParamInput> params,
        @Nullable Definition definition,
        @Nullable Boolean rerunIgnoredFailures,
        @Nullable FinallyPolicy finallyPolicy,
        @Nullable MatrixPolicy matrixPolicy,
        @Nullable OnLostWorkspace onLostWorkspace,
        @Nullable OnMissingHistory onMissingHistory,
        @Nullable OnUnrepresentableValue onUnrepresentableValue,
        @Nullable Boolean evenIfRerun,
        @Nullable Boolean replaceStalled,
        @Nullable List<String> ownIdentityTasks,
        @Nullable OnMissingDependency onMissingDependency,
        @Nullable List<TaskOverride> overrides,
        @Nullable Map<String, @Nullable Duration> timeouts,
        @Nullable String reason,
        @Nullable String idempotencyKey,
        @Nullable Instant notBefore,
        @Nullable Boolean dryRun,
        @Nullable String clientMutationId) {

    private static final int LONGEST_KEY = 100;

    /** The input for one of the runs; its key is derived from that of the call. */
    RetryInput of(String runId) {
        return new RetryInput(
                runId,
                strategy,
                alsoRerunTasks,
                onlyTasks,
                fromTasks,
                params,
                definition,
                rerunIgnoredFailures,
                finallyPolicy,
                matrixPolicy,
                onLostWorkspace,
                onMissingHistory,
                onUnrepresentableValue,
                evenIfRerun,
                replaceStalled,
                ownIdentityTasks,
                onMissingDependency,
                overrides,
                timeouts,
                null,
                reason,
                idempotencyKey == null ? null : idempotencyKey + "/" + runId,
                notBefore,
                null);
    }

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    /** Maximum number of runs to find by the filter. */
    int size() {
        return first == null ? ApiLimits.DEFAULT_IN_BULK : first;
    }

    /** Detects other input under the same key. */
    String fingerprint() {
        return JsonMapper.shared().writeValueAsString(Arrays.asList(runIds, filter, first, after, of("")));
    }

    Optional<RetryInput.InvalidArgument> invalid(Instant now) {
        if ((runIds == null) == (filter == null)) {
            return wrong("runIds", "Give either `runIds` or `filter`, not both.");
        }
        Optional<String> fault = filter == null ? Optional.empty() : filter.fault();
        if (fault.isPresent()) {
            return wrong("filter", fault.get());
        }
        if (runIds != null && (runIds.isEmpty() || runIds.size() > ApiLimits.MOST_IN_BULK)) {
            return wrong(
                    "runIds",
                    "`runIds` has %d ids; it must have 1 to %d.".formatted(runIds.size(), ApiLimits.MOST_IN_BULK));
        }
        if (size() < 1 || size() > ApiLimits.MOST_IN_BULK) {
            return wrong(
                    "first", "`first` is %d; it must be between 1 and %d.".formatted(size(), ApiLimits.MOST_IN_BULK));
        }
        if (runIds != null && after != null) {
            return wrong("after", "`after` goes with `filter`.");
        }
        if (idempotencyKey != null && idempotencyKey.length() > LONGEST_KEY) {
            return wrong("idempotencyKey", "`idempotencyKey` is longer than %d characters.".formatted(LONGEST_KEY));
        }
        return of("").invalid(now);
    }

    private static Optional<RetryInput.InvalidArgument> wrong(String argument, String message) {
        return Optional.of(new RetryInput.InvalidArgument(argument, message));
    }
}
