package io.tektonretry.access;

import org.jspecify.annotations.Nullable;

/**
 * A right that Kubernetes can decide about.
 *
 * @param verb Kubernetes verb, or one of our own
 * @param group API group of the resource
 * @param resource kind of object; may be one of our own as well
 * @param subresource subresource; null for the whole object
 * @param namespace null for all namespaces
 */
record Right(
        String verb,
        String group,
        String resource,
        @Nullable String subresource,
        @Nullable String namespace) {

    static Right pipelineRuns(String verb, @Nullable String namespace) {
        return new Right(verb, "tekton.dev", "pipelineruns", null, namespace);
    }

    static Right auditEvents(String verb, @Nullable String namespace) {
        return new Right(verb, "tektonretry.io", "auditevents", null, namespace);
    }

    /** What {@code kubectl logs} needs. */
    static Right logs(String namespace) {
        return new Right("get", "", "pods", "log", namespace);
    }

    Right everywhere() {
        return new Right(verb, group, resource, subresource, null);
    }

    @Override
    public String toString() {
        String part = subresource == null ? "" : "/" + subresource;
        String of = group.isEmpty() ? "" : "." + group;
        return "%s %s%s in %s".formatted(verb, resource + part, of, namespace == null ? "all namespaces" : namespace);
    }
}
