package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;

/** The Tekton kinds that execute pipelines. */
public enum TektonKind {
    PIPELINE_RUN("PipelineRun", "v1", false),
    TASK_RUN("TaskRun", "v1", false),
    CUSTOM_RUN("CustomRun", "v1beta1", true);

    private final String kind;
    private final String version;
    private final boolean optional;

    TektonKind(String kind, String version, boolean optional) {
        this.kind = kind;
        this.version = version;
        this.optional = optional;
    }

    /** The value of {@code kind} in objects. */
    public String kind() {
        return kind;
    }

    /** Whether a cluster may lack this kind. */
    public boolean isOptional() {
        return optional;
    }

    public ResourceDefinitionContext definition() {
        return new ResourceDefinitionContext.Builder()
                .withGroup("tekton.dev")
                .withVersion(version)
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build();
    }
}
