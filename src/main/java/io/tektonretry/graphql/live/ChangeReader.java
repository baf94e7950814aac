package io.tektonretry.graphql.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.graphql.visible.Isolation;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.change.ChangeScope;
import io.tektonretry.history.change.ChangeSpan;
import io.tektonretry.history.change.RunChange;
import io.tektonretry.history.change.RunChanges;
import io.tektonretry.history.source.RunSource;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads changes with their runs and tasks, by a few SQL statements for any number of changes. */
public @Component final class ChangeReader {

    /** Maximum number of changes to read at a time. */
    static final int PAGE = 500;

    /**
     * Changes in order.
     *
     * @param changes the changes whose run is still recorded
     * @param upTo position up to which they are complete
     */
    public record ChangePage(List<PipelineRunChange> changes, long upTo) {}

    private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);

    private final RunChanges changes;
    private final PipelineRunRecords runs;
    private final PipelineTasks tasks;

    private final Counter skipped;
    private volatile String lastSkip = "";

    ChangeReader(RunChanges changes, PipelineRunRecords runs, PipelineTasks tasks, MeterRegistry meters) {
        this.changes = changes;
        this.runs = runs;
        this.tasks = tasks;
        this.skipped = meters.counter("live.changes.skipped");
    }

    public ChangeSpan span() {
        return changes.span();
    }

    /** The next changes of a scope, at least one if there are any up to the position. */
    public ChangePage after(long after, long upTo, ChangeScope scope) {
        List<RunChange> found = changes.after(after, upTo, scope, PAGE);
        long end = found.size() < PAGE ? upTo : found.get(found.size() - 1).seq();
        List<PipelineRunChange> complete = new ArrayList<>();
        Isolation.each(found, some -> complete.addAll(complete(some)), this::skip);
        return new ChangePage(complete, end);
    }

    private void skip(RunChange change, Throwable cause) {
        skipped.increment();
        if (!cause.toString().equals(lastSkip)) {
            lastSkip = cause.toString();
            LOG.atWarn()
                    .addKeyValue("run", change.runUid())
                    .addKeyValue("change", change.seq())
                    .setCause(cause)
                    .log("A change cannot be sent to subscribers; continuing with the next one");
        }
    }

    private List<PipelineRunChange> complete(List<RunChange> found) {
        Map<UUID, PipelineRunRecord> byUid = runs.findByUids(uids(found)).stream()
                .collect(Collectors.toMap(PipelineRunRecord::uid, Function.identity()));
        Map<UUID, List<PipelineRunRecord>> attempts = runs.attempts(
                byUid.values().stream().map(PipelineRunRecord::baseUid).collect(Collectors.toSet()));
        Set<UUID> newest = newestOfJob(byUid.values());
        Map<UUID, List<PipelineTask>> tasksOfRun = tasks(found);
        List<PipelineRunChange> complete = new ArrayList<>();
        for (RunChange change : found) {
            PipelineRunRecord run = byUid.get(change.runUid());
            if (run != null) {
                boolean isLatest = attempts.getOrDefault(run.baseUid(), List.of()).stream()
                        .noneMatch(other -> other.retryNumber() > run.retryNumber()
                                && other.namespace().equals(run.namespace()));
                complete.add(new PipelineRunChange(
                        change, run, isLatest, !isOfAJob(run) || newest.contains(run.uid()), task(change, tasksOfRun)));
            }
        }
        return complete;
    }

    private Set<UUID> newestOfJob(Collection<PipelineRunRecord> found) {
        return runs.newestOfJob(found.stream()
                .filter(ChangeReader::isOfAJob)
                .map(PipelineRunRecord::uid)
                .toList());
    }

    private static boolean isOfAJob(PipelineRunRecord run) {
        RunSource source = run.source();
        return source != null && source.job() != null && source.revision() != null;
    }

    /** Only the changed tasks: a lineage may have very many. */
    private Map<UUID, List<PipelineTask>> tasks(List<RunChange> found) {
        List<RunChange> ofTasks =
                found.stream().filter(change -> change.taskName() != null).toList();
        Set<String> names = ofTasks.stream()
                .map(change -> Objects.requireNonNull(change.taskName()))
                .collect(Collectors.toSet());
        return ofTasks.isEmpty() ? Map.of() : tasks.of(uids(ofTasks), names);
    }

    private static Set<UUID> uids(List<RunChange> changes) {
        return changes.stream().map(RunChange::runUid).collect(Collectors.toSet());
    }

    private static @Nullable PipelineTask task(RunChange change, Map<UUID, List<PipelineTask>> tasksOfRun) {
        return tasksOfRun.getOrDefault(change.runUid(), List.of()).stream()
                .filter(task -> task.name().equals(change.taskName()))
                .findFirst()
                .orElse(null);
    }
}
