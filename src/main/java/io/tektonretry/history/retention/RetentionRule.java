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
 * How long certain runs are kept. A run goes by the first rule that fits it; a condition that is empty fits every run.
 *
 * @param keepFor how long after its end a run is kept; null for ever
 * @param namespaces any of which a run is in
 * @param statuses any of which a run ended with
 * @param labels all of which a run has
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

    /** Whatever ended later than that has expired by none of the rules; empty when they keep everything. */
    static Optional<Instant> latestExpired(List<RetentionRule> rules, Instant now) {
        return rules.stream()
                .map(RetentionRule::keepFor)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .map(now::minus);
    }

    /** Whether it is about what is in this namespace, ended with this status and has these labels. */
    boolean fits(String namespace, String status, Map<String, String> having) {
        return (namespaces.isEmpty() || namespaces.contains(namespace))
                && (statuses.isEmpty()
                        || statuses.stream().anyMatch(one -> one.name().equals(status)))
                && having.entrySet().containsAll(labels.entrySet());
    }
}
