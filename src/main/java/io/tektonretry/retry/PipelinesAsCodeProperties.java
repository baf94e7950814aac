package io.tektonretry.retry;

import io.tektonretry.retry.plan.PipelinesAsCodeRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How retries of runs of Pipelines-as-Code deal with it.
 *
 * @param report whether it takes a retry for one of its runs, and reports it to the pull request
 * @param queue whether a retry waits in the queue of a repository with a concurrency limit, or starts beside it
 * @param reportAfter how long after its end a retry that it never saw running gets the check run of the first run, which it then reports to
 */
@ConfigurationProperties("tektonretry.pipelines-as-code")
public record PipelinesAsCodeProperties(
        @DefaultValue("true") boolean report,
        @DefaultValue("respect") PipelinesAsCodeRules.Queue queue,
        @DefaultValue("1m") Duration reportAfter) {

    public PipelinesAsCodeProperties {
        if (reportAfter.isNegative() || reportAfter.isZero()) {
            throw new IllegalArgumentException("report-after is %s, but it must be positive".formatted(reportAfter));
        }
    }

    PipelinesAsCodeRules rules() {
        return new PipelinesAsCodeRules(report, queue);
    }
}
