package io.tektonretry.access;

import org.jspecify.annotations.Nullable;

/** Says what a caller may do with PipelineRuns. */
interface Authorizer {

    /**
     * Whether the caller may do it.
     *
     * @param verb Kubernetes' verb
     * @param namespace null for every namespace
     * @throws AccessUndecidedException when nobody can say
     */
    boolean allows(Caller caller, String verb, @Nullable String namespace);
}
