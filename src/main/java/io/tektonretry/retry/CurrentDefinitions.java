package io.tektonretry.retry;

import io.tektonretry.retry.plan.AttemptDocuments;
import io.tektonretry.retry.plan.CurrentDefinition;
import io.tektonretry.retry.plan.DefinitionSource;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.ReadForbiddenException;
import io.tektonretry.tekton.TektonDefinitions;
import io.tektonretry.tekton.TooLargeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads the current pipeline of a lineage, and the current Tasks that it refers to. */
@Component
class CurrentDefinitions {

    private final TektonDefinitions cluster;
    private final RetryProperties properties;

    CurrentDefinitions(TektonDefinitions cluster, RetryProperties properties) {
        this.cluster = cluster;
        this.properties = properties;
    }

    /** The definition; null when the retry needs none. */
    @Nullable
    CurrentDefinition read(String namespace, List<AttemptDocuments> runs, RetryOptions options) {
        DefinitionSource source = DefinitionSource.of(runs, options).orElse(null);
        if (source == null) {
            return null;
        }
        if (source.isResolved()) {
            return CurrentDefinition.unknown(source.unresolved());
        }
        try {
            return read(namespace, source, runs, options);
        } catch (TooLargeException e) {
            return CurrentDefinition.unknown(Refusal.of(
                    RefusalCode.SPEC_TOO_LARGE,
                    "The current definition of %s was not read, because %s; use the recorded one (RECORDED)"
                            .formatted(source.run(), e.getMessage())));
        } catch (ReadForbiddenException e) {
            return CurrentDefinition.unknown(Refusal.of(
                    RefusalCode.DEFINITION_UNKNOWN,
                    "This service may not read the current definition of %s (%s); use the recorded one (RECORDED)"
                            .formatted(source.run(), e.getMessage())));
        } catch (ClusterUnavailableException e) {
            return CurrentDefinition.unknown(Refusals.unavailable(e.getMessage()));
        }
    }

    private CurrentDefinition read(
            String namespace, DefinitionSource source, List<AttemptDocuments> runs, RetryOptions options) {
        DefinitionProperties limits = properties.definition();
        TektonDefinitions.Reading reading =
                cluster.reading(namespace, limits.maxSize().toBytes(), limits.timeout());
        String name = source.pipeline();
        ObjectNode pipeline = name == null ? null : reading.pipeline(name).orElse(null);
        if (name != null && pipeline == null) {
            return CurrentDefinition.unknown(source.gone());
        }
        Set<String> needed = DefinitionSource.tasks(runs, options, pipeline);
        if (needed.size() > limits.maxTasks()) {
            return CurrentDefinition.unknown(Refusal.of(
                    RefusalCode.SPEC_TOO_LARGE,
                    "The current pipeline of %s refers to %,d Tasks, but at most %,d are read; use the recorded definition (RECORDED)"
                            .formatted(source.run(), needed.size(), limits.maxTasks())));
        }
        Map<String, ObjectNode> tasks = new HashMap<>();
        needed.forEach(task -> reading.task(task).ifPresent(spec -> tasks.put(task, spec)));
        return new CurrentDefinition(pipeline, tasks, null);
    }
}
