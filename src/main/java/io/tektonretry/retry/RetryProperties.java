package io.tektonretry.retry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be retried, and how requests for it are kept.
 *
 * @param maxAttempts how many runs a lineage may have, the first one included; 1 forbids retries
 * @param maxAge how long after its end a run can be retried
 * @param maxTasks how many tasks a pipeline may have for its runs to be retried; what a plan costs grows with their square
 * @param maxDependencies how many claims, ConfigMaps and Secrets the tasks to run may need, which are looked up one by one
 * @param namespaces what differs in a namespace, by its name
 * @param bulkRate how many runs a second bulk retries create, once they have created 25 at once; over all replicas
 * @param events whether Kubernetes Events tell on the runs what came of requests; never waited for
 * @param stalledAfter how long after its start a retry without a child counts as one that makes no progress
 * @param secrets whether Secrets that a retry needs are looked up and kept, by their metadata; needs the right to get and patch them
 * @param idempotencyWindow how long an idempotency key stands for the request that it was sent with
 * @param metadata what controllers of the house want of the metadata of retries
 * @param definition how much is read of the cluster for a retry by the current definition of its pipeline
 */
public @ConfigurationProperties("tektonretry.retry") record RetryProperties(
        @DefaultValue("50") int maxAttempts,
        @DefaultValue("30d") Duration maxAge,
        @DefaultValue("1000") int maxTasks,
        @DefaultValue("200") int maxDependencies,
        @DefaultValue Map<String, Namespace> namespaces,
        @DefaultValue("2") double bulkRate,
        @DefaultValue("true") boolean events,
        @DefaultValue("10m") Duration stalledAfter,
        @DefaultValue("false") boolean secrets,
        @DefaultValue("24h") Duration idempotencyWindow,
        @DefaultValue MetadataProperties metadata,
        @DefaultValue DefinitionProperties definition) {

    /**
     * What differs in a namespace.
     *
     * @param maxAttempts in place of {@code tektonretry.retry.max-attempts}
     * @param maxAge in place of {@code tektonretry.retry.max-age}
     */
    record Namespace(
            @Nullable Integer maxAttempts, @Nullable Duration maxAge) {

        private RetryLimits over(RetryLimits limits) {
            return new RetryLimits(
                    maxAttempts == null ? limits.maxAttempts() : maxAttempts,
                    maxAge == null ? limits.maxAge() : maxAge);
        }
    }

    public RetryProperties {
        if (!(bulkRate > 0)) {
            throw new IllegalArgumentException("bulk-rate is %s, but it must be positive".formatted(bulkRate));
        }
        if (maxTasks < 1) {
            throw new IllegalArgumentException("max-tasks is %d, but it must be at least 1".formatted(maxTasks));
        }
        if (maxDependencies < 0) {
            throw new IllegalArgumentException(
                    "max-dependencies is %d, but it must not be negative".formatted(maxDependencies));
        }
        if (stalledAfter.isNegative() || stalledAfter.isZero()) {
            throw new IllegalArgumentException("stalled-after is %s, but it must be positive".formatted(stalledAfter));
        }
        namespaces = Map.copyOf(namespaces);
        RetryLimits limits = new RetryLimits(maxAttempts, maxAge);
        namespaces.values().forEach(own -> own.over(limits));
    }

    /** The limits that hold in a namespace. */
    RetryLimits limits(String namespace) {
        RetryLimits limits = new RetryLimits(maxAttempts, maxAge);
        Namespace own = namespaces.get(namespace);
        return own == null ? limits : own.over(limits);
    }
}
