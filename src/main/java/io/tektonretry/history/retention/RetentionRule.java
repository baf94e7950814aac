package io.tektonretry.history.retention;

import io.tektonretry.history.PipelineRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long matching runs are kept. The first matching rule applies; an empty condition matches every run.
 *
 * @param keepFor how long after its end a run is kept; null for ever
 * @param namespaces any of these
 * @param statuses any of these
 * @param labels all of these
 */
public record RetentionRule(
        @Nullable Duration keepFor,
        List<String> namespaces,
        List<PipelineRunStatus> statuses,
        Map<String, String> labels) {

    public RetentionRule {
        namespaces = List.copyOf(namespaces);
        statuses = List.copyOf(statuses);
        labels = Map.copyOf(labels);
    }

    /** No rule lets runs expire that ended later than this; empty when no run expires. */
    static Optional<Instant> latestExpired(List<RetentionRule> rules, Instant now) {
        return rules.stream()
                .map(RetentionRule::keepFor)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .map(now::minus);
    }

    /** Whether it matches an object with this namespace, status and labels. */
    boolean fits(String namespace, String status, Map<String, String> having) {
        return (namespaces.isEmpty() || namespaces.contains(namespace))
                && (statuses.isEmpty()
                        || statuses.stream().anyMatch(one -> one.name().equals(status)))
                && having.entrySet().containsAll(labels.entrySet());
    }
}
