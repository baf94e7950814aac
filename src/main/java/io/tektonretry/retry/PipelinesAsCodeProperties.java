package io.tektonretry.retry;

import io.tektonretry.retry.plan.PipelinesAsCodeRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How retries of runs of Pipelines-as-Code deal with it.
 *
 * @param report whether it takes a retry for one of its runs, and reports it to the pull request
 * @param queue whether a retry waits in the queue of a repository with a concurrency limit, or starts beside it
 */
@ConfigurationProperties("tektonretry.pipelines-as-code")
record PipelinesAsCodeProperties(
        @DefaultValue("true") boolean report,
        @DefaultValue("respect") PipelinesAsCodeRules.Queue queue) {

    PipelinesAsCodeRules rules() {
        return new PipelinesAsCodeRules(report, queue);
    }
}
