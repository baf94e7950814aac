package io.tektonretry.retry.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changed settings of one task in a retry; null or empty values change nothing.
 *
 * @param task name of the pipeline task
 * @param computeResources resources of the whole task; each one replaces the previous one of that name
 * @param timeout timeout of the task
 * @param nodeSelector labels that its node must have; each one replaces the previous one of that key
 * @param tolerations tolerations that are added to its pod
 * @param serviceAccountName service account of its pod
 */
public record TaskOverride(
        String task,
        @Nullable ComputeResources computeResources,
        @Nullable Duration timeout,
        List<NodeLabel> nodeSelector,
        List<Toleration> tolerations,
        @Nullable String serviceAccountName) {

    /** Requests and limits of a task. */
    public record ComputeResources(List<ResourceQuantity> requests, List<ResourceQuantity> limits) {

        public ComputeResources {
            requests = orNone(requests);
            limits = orNone(limits);
        }

        boolean isEmpty() {
            return requests.isEmpty() && limits.isEmpty();
        }
    }

    /**
     * An amount of a resource.
     *
     * @param name such as {@code memory}
     * @param quantity in Kubernetes' notation, such as {@code 2Gi}
     */
    public record ResourceQuantity(String name, String quantity) {}

    /** A label that a node must have. */
    public record NodeLabel(String key, String value) {}

    /**
     * A toleration of the pod, as in Kubernetes.
     *
     * @param key key of the taint; null for all taints
     * @param operator how the value is compared
     * @param value value of the taint, with {@link Operator#EQUAL}
     * @param effect effect of the taint; null for all
     * @param tolerationSeconds for how long, with {@link Effect#NO_EXECUTE}; null for ever
     */
    public record Toleration(
            @Nullable String key,
            Operator operator,
            @Nullable String value,
            @Nullable Effect effect,
            @Nullable Integer tolerationSeconds) {

        /** How a taint is compared. */
        public enum Operator {
            EQUAL("Equal"),
            EXISTS("Exists");

            final String name;

            Operator(String name) {
                this.name = name;
            }
        }

        /** What a taint does to pods. */
        public enum Effect {
            NO_SCHEDULE("NoSchedule"),
            PREFER_NO_SCHEDULE("PreferNoSchedule"),
            NO_EXECUTE("NoExecute");

            final String name;

            Effect(String name) {
                this.name = name;
            }
        }
    }

    public TaskOverride {
        nodeSelector = orNone(nodeSelector);
        tolerations = orNone(tolerations);
    }

    /** Whether it changes nothing. */
    boolean isEmpty() {
        return (computeResources == null || computeResources.isEmpty())
                && timeout == null
                && nodeSelector.isEmpty()
                && tolerations.isEmpty()
                && serviceAccountName == null;
    }

    /** Whether it changes the limit of this resource. */
    boolean limits(String resource) {
        return computeResources != null
                && computeResources.limits().stream()
                        .anyMatch(limit -> limit.name().equals(resource));
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
