package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.TaskOverride.ComputeResources;
import io.tektonretry.retry.plan.TaskOverride.NodeLabel;
import io.tektonretry.retry.plan.TaskOverride.ResourceQuantity;
import io.tektonretry.retry.plan.TaskOverride.Toleration;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Validates the values of an override, independently of the task. */
final class OverrideValues {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MOST_ENTRIES = 32;
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
    private static final String DOMAIN = "[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?";
    private static final Pattern KEY = Pattern.compile("(?:%s/)?%s".formatted(DOMAIN, LABEL));
    private static final Pattern VALUE = Pattern.compile("(?:%s)?".formatted(LABEL));
    private static final Pattern NAME = Pattern.compile(DOMAIN);

    private OverrideValues() {}

    /** What is wrong with it; null when it is valid. */
    static @Nullable String fault(TaskOverride override) {
        if (override.isEmpty()) {
            return "says nothing";
        }
        return Stream.of(
                        compute(override.computeResources()),
                        timeout(override.timeout()),
                        twice("nodeSelector", override.nodeSelector(), NodeLabel::key),
                        first(override.nodeSelector().stream().map(OverrideValues::label)),
                        override.tolerations().size() > MOST_ENTRIES ? tooMany("tolerations") : null,
                        first(override.tolerations().stream().map(OverrideValues::toleration)),
                        account(override.serviceAccountName()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String compute(@Nullable ComputeResources resources) {
        return resources == null
                ? null
                : Stream.of(
                                twice("requests", resources.requests(), ResourceQuantity::name),
                                twice("limits", resources.limits(), ResourceQuantity::name),
                                first(Stream.concat(resources.requests().stream(), resources.limits().stream())
                                        .map(OverrideValues::quantity)))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable String quantity(ResourceQuantity resource) {
        if (!KEY.matcher(resource.name()).matches()) {
            return "names a resource `%s`, which is not a valid name".formatted(resource.name());
        }
        return ResourceQuantities.parse(resource.quantity()) == null
                ? "has the quantity `%s` of %s; quantities are like 500m, 2 or 4Gi"
                        .formatted(resource.quantity(), resource.name())
                : null;
    }

    private static @Nullable String timeout(@Nullable Duration timeout) {
        return timeout != null && (timeout.isNegative() || timeout.compareTo(LONGEST) > 0)
                ? "has the timeout %s; the maximum is %d days".formatted(timeout, LONGEST.toDays())
                : null;
    }

    private static @Nullable String label(NodeLabel label) {
        return KEY.matcher(label.key()).matches()
                        && VALUE.matcher(label.value()).matches()
                ? null
                : "has the nodeSelector `%s: %s`, which is not a valid label".formatted(label.key(), label.value());
    }

    private static @Nullable String toleration(Toleration toleration) {
        String key = toleration.key();
        String value = toleration.value();
        boolean exists = toleration.operator() == Toleration.Operator.EXISTS;
        boolean isForAll = key == null || key.isEmpty();
        if (isForAll ? !exists : !KEY.matcher(Objects.requireNonNull(key)).matches()) {
            return "has a toleration without a valid key; only EXISTS can omit the key";
        }
        if (value != null
                && !value.isEmpty()
                && (exists || !VALUE.matcher(value).matches())) {
            return "has a toleration with the value `%s`, which is not valid for a taint".formatted(value);
        }
        return toleration.tolerationSeconds() != null && toleration.effect() != Toleration.Effect.NO_EXECUTE
                ? "has tolerationSeconds, which need the effect NO_EXECUTE"
                : null;
    }

    private static @Nullable String account(@Nullable String name) {
        return name == null || NAME.matcher(name).matches()
                ? null
                : "has the serviceAccountName `%s`, which is not a valid name".formatted(name);
    }

    private static <T> @Nullable String twice(String list, List<T> entries, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        return entries.size() > MOST_ENTRIES
                ? tooMany(list)
                : entries.stream()
                        .map(key)
                        .filter(name -> !seen.add(name))
                        .findFirst()
                        .map(name -> "has `%s` twice in %s".formatted(name, list))
                        .orElse(null);
    }

    private static String tooMany(String list) {
        return "has more than %d %s".formatted(MOST_ENTRIES, list);
    }

    private static @Nullable String first(Stream<@Nullable String> faults) {
        return faults.filter(Objects::nonNull).findFirst().orElse(null);
    }
}
