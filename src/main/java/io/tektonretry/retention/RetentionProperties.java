package io.tektonretry.retention;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.retention.RetentionRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long runs and what belongs to them stay in the history. All times must be positive.
 *
 * @param rules the first matching rule applies; runs without one stay for ever
 * @param interval how often to look for expired runs
 * @param chunkSize number of rows that one statement checks, at most 100,000
 * @param dryRun only counts expired runs
 * @param gaps minimum time to keep gaps; longer while an older run is recorded
 * @param evidenceOfSuccess how long to keep pods and Normal Events of what succeeded, after the end of their run
 * @param oldEvidence how long to keep Normal Events of what failed and Warnings of what succeeded, after the end of
 * their run
 * @param bundleDocumentsAfter how long after the end of a run its documents become one
 * @param quarantine how long to keep objects in quarantine that belong to nothing recorded
 */
@ConfigurationProperties("tektonretry.retention")
record RetentionProperties(
        @DefaultValue List<Rule> rules,
        @DefaultValue("1h") Duration interval,
        @DefaultValue("1000") int chunkSize,
        @DefaultValue("false") boolean dryRun,
        @DefaultValue("30d") Duration gaps,
        @DefaultValue("1h") Duration evidenceOfSuccess,
        @DefaultValue("30d") Duration oldEvidence,
        @DefaultValue("1h") Duration bundleDocumentsAfter,
        @DefaultValue("90d") Duration quarantine) {

    private static final int LARGEST_CHUNK = 100_000;

    RetentionProperties {
        Map.of(
                        "interval", interval,
                        "gaps", gaps,
                        "evidence-of-success", evidenceOfSuccess,
                        "old-evidence", oldEvidence,
                        "bundle-documents-after", bundleDocumentsAfter,
                        "quarantine", quarantine)
                .forEach((name, time) -> {
                    if (time.isNegative() || time.isZero()) {
                        throw new IllegalArgumentException("%s is %s, but it must be positive".formatted(name, time));
                    }
                });
        if (chunkSize < 1 || chunkSize > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "chunk-size is %,d, but it must be between 1 and %,d".formatted(chunkSize, LARGEST_CHUNK));
        }
    }

    /** {@link RetentionRule} with optional conditions. */
    record Rule(
            @Nullable Duration keepFor,
            @DefaultValue List<String> namespaces,
            @DefaultValue List<PipelineRunStatus> statuses,
            @DefaultValue Map<String, String> labels) {

        private RetentionRule rule() {
            return new RetentionRule(keepFor, namespaces, statuses, labels);
        }
    }

    List<RetentionRule> inOrder() {
        return rules.stream().map(Rule::rule).toList();
    }
}
