package io.tektonretry.retry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which runs may be retried, and how requests are handled.
 *
 * @param maxAttempts maximum number of runs of a lineage, including the first one; 1 forbids retries
 * @param maxAge how long after its end a run can be retried
 * @param maxTasks maximum number of tasks of a pipeline whose runs can be retried; planning time grows with their
 * square
 * @param maxDependencies maximum number of claims, ConfigMaps and Secrets that the tasks to run may need; they are
 * looked up one by one
 * @param namespaces different limits for namespaces, by name
 * @param bulkRate number of runs per second that bulk retries create after the first 25, over all replicas
 * @param events whether to write Kubernetes Events about outcomes of requests on the runs, in the background
 * @param stalledAfter how long after its start a retry without a child counts as stalled
 * @param secrets whether to look up and keep Secrets that a retry needs, by their metadata; needs the right to get and
 * patch them
 * @param idempotencyWindow how long an idempotency key is valid
 * @param metadata metadata that other controllers of the cluster require on retries
 * @param definition limits for reading the current definition of a pipeline from the cluster
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
     * Limits of a namespace.
     *
     * @param maxAttempts replaces {@code tektonretry.retry.max-attempts}
     * @param maxAge replaces {@code tektonretry.retry.max-age}
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

    /** The limits of a namespace. */
    RetryLimits limits(String namespace) {
        RetryLimits limits = new RetryLimits(maxAttempts, maxAge);
        Namespace own = namespaces.get(namespace);
        return own == null ? limits : own.over(limits);
    }
}
