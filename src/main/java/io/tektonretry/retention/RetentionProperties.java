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
 * How long runs stay in the history.
 *
 * @param rules the first one that fits a run decides; a run that none fits stays for ever
 * @param interval how often expired runs are looked for
 * @param chunkSize how many rows are looked at in one statement
 * @param dryRun whether expired runs are only counted
 * @param gaps how long gaps are kept in any case; longer if a recorded run is older than they are
 * @param quarantine how long objects stay in quarantine that belong to nothing recorded
 */
@ConfigurationProperties("tektonretry.retention")
record RetentionProperties(
        @DefaultValue List<Rule> rules,
        @DefaultValue("1h") Duration interval,
        @DefaultValue("1000") int chunkSize,
        @DefaultValue("false") boolean dryRun,
        @DefaultValue("30d") Duration gaps,
        @DefaultValue("90d") Duration quarantine) {

    /** {@link RetentionRule} with everything but what is given left open. */
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
