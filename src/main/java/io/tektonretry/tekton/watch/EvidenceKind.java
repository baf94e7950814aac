package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.tektonretry.tekton.TektonKeys;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Kinds of Kubernetes evidence about the execution of runs. */
public enum EvidenceKind {
    POD("Pod", TektonKeys.PIPELINE_RUN, null),
    PIPELINE_RUN_EVENT("Event", null, "PipelineRun"),
    TASK_RUN_EVENT("Event", null, "TaskRun"),
    CUSTOM_RUN_EVENT("Event", null, "CustomRun"),
    POD_EVENT("Event", null, "Pod");

    private final String kind;
    private final @Nullable String label;
    private final @Nullable String involvedKind;

    EvidenceKind(String kind, @Nullable String label, @Nullable String involvedKind) {
        this.kind = kind;
        this.label = label;
        this.involvedKind = involvedKind;
    }

    public boolean isEvent() {
        return involvedKind != null;
    }

    /** Label that objects must have; null for none. */
    @Nullable
    String label() {
        return label;
    }

    /** Kind of the object that an Event must be about; null for no condition. */
    @Nullable
    String involvedKind() {
        return involvedKind;
    }

    ResourceDefinitionContext definition() {
        return new ResourceDefinitionContext.Builder()
                .withGroup("")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build();
    }
}
