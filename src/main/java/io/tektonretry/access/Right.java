package io.tektonretry.access;

import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes can be asked to allow.
 *
 * @param verb Kubernetes' verb, or one that is made up
 * @param group API group of the resource
 * @param resource kind of object, which may be made up as well
 * @param namespace null for every namespace
 */
record Right(
        String verb,
        String group,
        String resource,
        @Nullable String namespace) {

    static Right pipelineRuns(String verb, @Nullable String namespace) {
        return new Right(verb, "tekton.dev", "pipelineruns", namespace);
    }

    static Right auditEvents(String verb, @Nullable String namespace) {
        return new Right(verb, "tektonretry.io", "auditevents", namespace);
    }

    Right everywhere() {
        return new Right(verb, group, resource, null);
    }

    @Override
    public String toString() {
        return "%s %s.%s in %s".formatted(verb, resource, group, namespace == null ? "all namespaces" : namespace);
    }
}
