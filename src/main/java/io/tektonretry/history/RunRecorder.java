package io.tektonretry.history;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Records what was seen of PipelineRuns and their children. */
@Repository
public class RunRecorder {

    private final HistoryTables tables;
    private final LineageLinks links;
    private final UnreadableObjects unreadable = new UnreadableObjects();

    RunRecorder(HistoryTables tables, LineageLinks links) {
        this.tables = tables;
        this.links = links;
    }

    /**
     * Records a batch in one transaction, in any order and as often as it comes: of each object the newest resourceVersion stays.
     *
     * @param noticedAt when deletions among the observations were noticed
     */
    @Transactional
    public Recorded record(Collection<? extends Observation> observations, Instant noticedAt) {
        ObservedBatch batch = new ObservedBatch(observations, unreadable);
        Map<UUID, Long> recorded = tables.resourceVersions(batch.uids());
        List<ObservedRows> rows = batch.rowsNewerThan(recorded);
        List<UUID> added = rows.stream()
                .filter(row -> row.pipelineRun() != null && !recorded.containsKey(row.uid()))
                .map(ObservedRows::uid)
                .toList();
        if (!added.isEmpty()) {
            links.lock();
        }
        int stored = store(rows);
        if (!added.isEmpty()) {
            links.link(added);
        }
        tables.end(batch.gone(), noticedAt);
        return new Recorded(stored, batch.uids().size() - stored, batch.unreadableCount());
    }

    /** What belongs to a run or child is written only when its own row took the new state. */
    private int store(List<ObservedRows> rows) {
        Set<UUID> runs = tables.upsertPipelineRuns(rows.stream()
                .map(ObservedRows::pipelineRun)
                .filter(Objects::nonNull)
                .toList());
        Set<UUID> children = tables.upsertTaskRuns(rows.stream()
                .map(ObservedRows::taskRun)
                .filter(Objects::nonNull)
                .toList());
        Set<UUID> stored = new HashSet<>(runs);
        stored.addAll(children);
        List<ObservedRows> taken =
                rows.stream().filter(row -> stored.contains(row.uid())).toList();
        tables.replacePipelineTasks(
                runs, taken.stream().flatMap(row -> row.tasks().stream()).toList());
        tables.upsertTaskAttempts(
                taken.stream().flatMap(row -> row.attempts().stream()).toList());
        tables.upsertDocuments(taken.stream().map(ObservedRows::object).toList());
        return stored.size();
    }
}
