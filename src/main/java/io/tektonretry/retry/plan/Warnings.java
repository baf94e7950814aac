package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;

import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what to know before a planned retry. */
final class Warnings {

    private static final Set<String> REPEATING =
            Set.of("CouldntGetTask", "CreateRunFailed", "CouldntCreateWorkspacePVC");

    private final Lineage lineage;
    private final TaskRecords records;
    private final Selection selection;
    private final String run;

    private Warnings(Lineage lineage, TaskRecords records, Selection selection) {
        this.lineage = lineage;
        this.records = records;
        this.selection = selection;
        this.run = lineage.latestAddress();
    }

    /**
     * The warnings of a plan.
     *
     * @param params what the retry brings in
     */
    static List<Warning> of(
            Lineage lineage,
            TaskRecords records,
            Selection selection,
            Volumes volumes,
            List<RetryParam> params,
            RetryOptions options) {
        Warnings warnings = new Warnings(lineage, records, selection);
        boolean keepsVolumes = options.strategy() != Strategy.ALL_TASKS;
        return Stream.of(
                        warnings.repeatingFailure(),
                        lookalikes(params),
                        warnings.definitions(),
                        warnings.volumes(keepsVolumes ? volumes.keptWorkspaces() : Set.of()))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable Warning repeatingFailure() {
        String reason = String.valueOf(lineage.latest().state().reason());
        return REPEATING.contains(reason)
                ? new Warning(
                        WarningCode.FAILURE_MAY_REPEAT,
                        "%s ended with %s; unless that was mended, the retry ends the same way".formatted(run, reason),
                        List.of())
                : null;
    }

    private static @Nullable Warning lookalikes(List<RetryParam> params) {
        List<String> lookalikes = params.stream()
                .filter(param -> param.value().holdsVariable(name -> true))
                .map(RetryParam::name)
                .toList();
        return lookalikes.isEmpty()
                ? null
                : new Warning(
                        WarningCode.VALUE_LOOKS_LIKE_A_VARIABLE,
                        "Recorded values hold text that looks like a variable, and are carried as they are: "
                                + Gate.names(lookalikes),
                        List.of());
    }

    private @Nullable Warning definitions() {
        List<SpecTask> tasks =
                selection.tasks().stream().filter(SpecTask::isResolvedAnew).toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.PIPELINE_DEFINITION_CHANGED,
                        "Resolvers look up the definitions of these tasks again, which may have changed since: "
                                + tasks.stream().map(this::withSource).collect(joining(", ")),
                        tasks.stream().map(SpecTask::name).toList());
    }

    /** The task with the digest of its definition, when the failed run recorded that. */
    private String withSource(SpecTask task) {
        String source = records.of(task).source();
        return source.isEmpty() ? task.name() : task.name() + " (was " + source + ")";
    }

    private @Nullable Warning volumes(Set<String> kept) {
        List<String> tasks = selection.tasks().stream()
                .filter(task -> task.workspaces().stream().anyMatch(kept::contains))
                .map(SpecTask::name)
                .toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.WORKSPACE_CONTENT_NOT_GUARANTEED,
                        "Volumes are used as %s left them".formatted(run),
                        tasks);
    }
}
