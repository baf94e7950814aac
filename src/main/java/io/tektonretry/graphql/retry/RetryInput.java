package io.tektonretry.graphql.retry;

import io.tektonretry.graphql.scalar.StorableText;
import io.tektonretry.retry.plan.RetryOptions;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The input of a retry; null means an explicit null, which stands for the default. */
record RetryInput(
        String runId,
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
        @Nullable String planVersion,
        @Nullable String reason,
        @Nullable String idempotencyKey,
        @Nullable Instant notBefore,
        @Nullable String clientMutationId) {

    private static final int LONGEST_REASON = 1000;
    private static final int LONGEST_KEY = 200;
    private static final Duration FARTHEST = Duration.ofDays(30);

    /** An argument with which no retry can be made. */
    record InvalidArgument(String name, String message) {}

    /** What is wrong with the arguments that are stored with the request. */
    Optional<InvalidArgument> invalid(Instant now) {
        return invalidText("reason", reason, LONGEST_REASON)
                .or(() -> invalidText("idempotencyKey", idempotencyKey, LONGEST_KEY))
                .or(() -> ParamInput.fault(params).map(fault -> new InvalidArgument("params", fault)))
                .or(() -> invalidTime(now));
    }

    private static Optional<InvalidArgument> invalidText(String name, @Nullable String text, int longest) {
        if (text != null && text.length() > longest) {
            return Optional.of(
                    new InvalidArgument(name, "`%s` is longer than %,d characters.".formatted(name, longest)));
        }
        return Optional.ofNullable(text)
                .flatMap(StorableText::fault)
                .map(fault -> new InvalidArgument(name, "`%s` %s.".formatted(name, fault)));
    }

    private Optional<InvalidArgument> invalidTime(Instant now) {
        return notBefore != null && notBefore.isAfter(now.plus(FARTHEST))
                ? Optional.of(new InvalidArgument(
                        "notBefore", "`notBefore` is more than %d days in the future.".formatted(FARTHEST.toDays())))
                : Optional.empty();
    }

    /** The argument that names one of these tasks, or that chooses tasks other than these. */
    String argumentNaming(List<String> tasks) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        put(lists, "alsoRerunTasks", alsoRerunTasks);
        put(lists, "onlyTasks", onlyTasks);
        put(lists, "fromTasks", fromTasks);
        put(lists, "ownIdentityTasks", ownIdentityTasks);
        put(lists, "overrides", overriddenTasks());
        return lists.entrySet().stream()
                .filter(list -> list.getValue().stream().anyMatch(tasks::contains))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(
                        lists.containsKey("onlyTasks")
                                ? "onlyTasks"
                                : lists.containsKey("fromTasks") ? "fromTasks" : "runId");
    }

    /** Names of the tasks with overrides. */
    List<String> overriddenTasks() {
        return overrides == null
                ? List.of()
                : overrides.stream().map(TaskOverride::task).distinct().sorted().toList();
    }

    private static void put(Map<String, List<String>> lists, String name, @Nullable List<String> given) {
        if (given != null && !given.isEmpty()) {
            lists.put(name, given);
        }
    }

    RetryOptions options() {
        RetryOptions defaults = RetryOptions.defaults();
        return new RetryOptions(
                or(strategy, defaults.strategy()),
                alsoRerunTasks == null ? Set.of() : Set.copyOf(alsoRerunTasks),
                onlyTasks == null ? Set.of() : Set.copyOf(onlyTasks),
                fromTasks == null ? Set.of() : Set.copyOf(fromTasks),
                ParamInput.byName(params),
                or(definition, defaults.definition()),
                or(rerunIgnoredFailures, defaults.rerunIgnoredFailures()),
                or(finallyPolicy, defaults.finallyPolicy()),
                or(matrixPolicy, defaults.matrixPolicy()),
                or(onLostWorkspace, defaults.onLostWorkspace()),
                or(onMissingHistory, defaults.onMissingHistory()),
                or(onUnrepresentableValue, defaults.onUnrepresentableValue()),
                or(evenIfRerun, defaults.evenIfRerun()),
                or(replaceStalled, defaults.replaceStalled()),
                ownIdentityTasks == null ? Set.of() : Set.copyOf(ownIdentityTasks),
                or(onMissingDependency, defaults.onMissingDependency()),
                overrides == null ? List.of() : overrides,
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
