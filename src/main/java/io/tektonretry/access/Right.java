package io.tektonretry.access;

import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes can be asked to allow.
 *
 * @param verb Kubernetes' verb, or one that is made up
 * @param group API group of the resource
 * @param resource kind of object, which may be made up as well
 * @param subresource part of such an object; null for the whole
 * @param namespace null for every namespace
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
