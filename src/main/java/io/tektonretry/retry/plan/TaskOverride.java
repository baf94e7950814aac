package io.tektonretry.retry.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one task of a retry gets beside or instead of what the first run gave it; what is null or empty stays as it is.
 *
 * @param task name of the pipeline task
 * @param computeResources of the task as a whole, each resource by itself instead of what it was
 * @param timeout of the task
 * @param nodeSelector labels that its node must have, each key by itself instead of what it was
 * @param tolerations of its pod, beside those that it has
 * @param serviceAccountName of its pod
 */
public record TaskOverride(
        String task,
        @Nullable ComputeResources computeResources,
        @Nullable Duration timeout,
        List<NodeLabel> nodeSelector,
        List<Toleration> tolerations,
        @Nullable String serviceAccountName) {

    /** What a task asks for, and what it may have at most. */
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
     * How much of a resource.
     *
     * @param name such as {@code memory}
     * @param quantity as Kubernetes writes it, such as {@code 2Gi}
     */
    public record ResourceQuantity(String name, String quantity) {}

    /** A label that a node must have. */
    public record NodeLabel(String key, String value) {}

    /**
     * A taint that the pod puts up with, in the words of Kubernetes.
     *
     * @param key of the taint; null for all taints
     * @param operator what it does with the value
     * @param value of the taint, with {@link Operator#EQUAL}
     * @param effect of the taint; null for all of them
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

    /** Whether it gives the task another limit of this resource. */
    boolean limits(String resource) {
        return computeResources != null
                && computeResources.limits().stream()
                        .anyMatch(limit -> limit.name().equals(resource));
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
