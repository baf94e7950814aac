package io.tektonretry.retry;

import io.tektonretry.retry.plan.PipelinesAsCodeRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How retries of Pipelines-as-Code runs are handled.
 *
 * @param report whether Pipelines-as-Code treats retries as its own runs, and reports them to the pull request
 * @param queue whether a retry waits in the queue of a repository with a concurrency limit, or starts outside the limit
 * @param reportAfter how long after its end a retry that Pipelines-as-Code never saw running gets the check run of the
 * first run, to which it is then reported
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
