package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.RetryOptions.Definition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the current definition of a lineage is found.
 *
 * @param run how messages name the run to retry
 * @param pipeline name of the Pipeline in the cluster; null when the pipeline is inline in the run, or comes from a
 * resolver
 * @param isResolved whether it comes from a resolver
 */
public record DefinitionSource(String run, @Nullable String pipeline, boolean isResolved) {

    /** Empty when the retry needs no current definition. */
    public static Optional<DefinitionSource> of(List<AttemptDocuments> runs, RetryOptions options) {
        if (options.definition() != Definition.CURRENT) {
            return Optional.empty();
        }
        Lineage lineage = Lineage.of(runs);
        if (RunPreconditions.refusal(lineage).isPresent() || NewStart.isFor(lineage)) {
            return Optional.empty();
        }
        JsonNode reference = lineage.base().run().path("spec").path("pipelineRef");
        String name = Fields.text(reference, "name");
        boolean isResolved = reference.isObject() && (isRemote(reference) || name.isEmpty());
        return Optional.of(
                new DefinitionSource(lineage.latestAddress(), isResolved || name.isEmpty() ? null : name, isResolved));
    }

    /**
     * Names of the Tasks in the cluster that the tasks of the pipeline refer to.
     *
     * @param pipeline the current one; null when the pipeline is inline in the run
     */
    public static Set<String> tasks(List<AttemptDocuments> runs, RetryOptions options, @Nullable ObjectNode pipeline) {
        Lineage lineage = Lineage.of(runs, new RenewedDefinition(pipeline, Set.of()));
        if (!(lineage.definition() instanceof ObjectNode definition)) {
            return Set.of();
        }
        Map<String, JsonNode> params =
                GivenParams.of(lineage, definition, options.params()).now();
        Set<String> names = new TreeSet<>();
        PipelineDefinition.resolved(lineage.base().run(), definition, params)
                .forEach(task -> names.add(taskName(task.definition())));
        names.remove("");
        return names;
    }

    /**
     * Name of the Task in the cluster that a pipeline task refers to; empty when it refers to none, or to something
     * else.
     */
    static String taskName(ObjectNode task) {
        JsonNode reference = task.path("taskRef");
        boolean isTask = Set.of("", "Task").contains(Fields.text(reference, "kind"))
                && Set.of("", "tekton.dev/v1", "tekton.dev/v1beta1").contains(Fields.text(reference, "apiVersion"));
        return isTask && !isRemote(reference) ? Fields.text(reference, "name") : "";
    }

    private static boolean isRemote(JsonNode reference) {
        return reference.has("resolver") || reference.has("bundle");
    }

    /** Refuses a pipeline that comes from a resolver. */
    public Refusal unresolved() {
        return Refusal.of(
                RefusalCode.DEFINITION_UNKNOWN,
                "%s has its pipeline from a resolver, which this service can't call; use the recorded definition (RECORDED), or start the pipeline again"
                        .formatted(run));
    }

    /** Refuses a Pipeline that does not exist. */
    public Refusal gone() {
        return Refusal.of(
                RefusalCode.DEFINITION_UNKNOWN,
                "%s refers to the Pipeline %s, which no longer exists; create it again, or use the recorded definition (RECORDED)"
                        .formatted(run, Objects.requireNonNull(pipeline)));
    }
}
