package io.tektonretry.history.recording;

import static java.util.stream.Collectors.toSet;

import io.tektonretry.history.RunFailures;
import io.tektonretry.history.change.RunChanges;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.recording.Recorded.Outcome;
import io.tektonretry.history.recording.RunUpserts.Taken;
import io.tektonretry.history.retention.Tombstones;
import io.tektonretry.history.source.SourceReader;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/** Records observations of PipelineRuns and their children. */
@Repository
public class RunRecorder {

    private final JdbcOperations jdbc;
    private final RunUpserts tables;
    private final DeletionWriter endings;
    private final LineageLinks links;
    private final ClusterEpochs epochs;
    private final Quarantine quarantine;
    private final Tombstones tombstones;
    private final SourceReader sources;

    RunRecorder(
            JdbcOperations jdbc,
            RunUpserts tables,
            DeletionWriter endings,
            LineageLinks links,
            ClusterEpochs epochs,
            Quarantine quarantine,
            Tombstones tombstones,
            SourceReader sources) {
        this.jdbc = jdbc;
        this.tables = tables;
        this.endings = endings;
        this.links = links;
        this.epochs = epochs;
        this.quarantine = quarantine;
        this.tombstones = tombstones;
        this.sources = sources;
    }

    /**
     * Records a batch in one transaction. Order and repetitions do not matter: the newest resourceVersion of each
     * object wins. Observations of an ended epoch are stale.
     *
     * @param noticedAt when the deletions in the batch were noticed
     */
    @Transactional
    public Recorded record(Collection<? extends Observation> observations, Instant noticedAt) {
        return record(observations, noticedAt, Set.of(), new Exchange(jdbc));
    }

    /**
     * Records a run that was created by its request; the mirror may have recorded it before as an ordinary run.
     *
     * @param exchange what was added to it is executed before
     */
    @Transactional
    public void recordCreated(ObjectNode run, UUID uid, Instant at, Exchange exchange) {
        record(List.of(new Observation.Seen(run)), at, Set.of(uid), exchange);
    }

    /**
     * Records a batch.
     *
     * @param proven runs that were just found to be created by requests
     */
    private Recorded record(
            Collection<? extends Observation> observations, Instant noticedAt, Set<UUID> proven, Exchange exchange) {
        boolean alone = !proven.isEmpty();
        KnownObjects knownObjects = KnownObjects.of(ObservedBatch.uids(observations), alone, exchange);
        int epoch = knownObjects.epoch();
        epochs.observed(epoch);
        ObservedBatch batch = new ObservedBatch(observations, epoch);
        KnownObjects.Known known = knownObjects.among(batch.uids());
        Set<UUID> pruned = known.pruned();
        Map<UUID, Version> recorded = known.versions();
        List<ObservedRows> rows = batch.newerThan(recorded).stream()
                .filter(row -> !pruned.contains(row.uid()))
                .toList();
        List<UUID> old = recorded.entrySet().stream()
                .filter(object -> object.getValue().epoch() < epoch)
                .map(Map.Entry::getKey)
                .toList();
        if (!old.isEmpty()) {
            tables.keepSuperseded(old, epoch);
        }
        List<UUID> added = rows.stream()
                .filter(row -> row.pipelineRun() != null && !recorded.containsKey(row.uid()))
                .map(ObservedRows::uid)
                .toList();
        Set<UUID> linked = new HashSet<>(proven);
        linked.addAll(added);
        if (!linked.isEmpty() && !alone) {
            LineageLinks.lock(exchange);
        }
        Map<UUID, Outcome> outcomes = batch.outcomesOfTheOthers(recorded);
        pruned.forEach(uid -> outcomes.put(uid, Outcome.NOOP));
        List<Taken> taken = store(rows, epoch, alone && recorded.isEmpty(), exchange);
        Set<UUID> stored = taken.stream().map(Taken::uid).collect(toSet());
        rows.forEach(row -> outcomes.put(row.uid(), stored.contains(row.uid()) ? Outcome.STORED : Outcome.STALE));
        batch.skipReasonsBeside(stored).forEach((run, told) -> RunUpserts.tellSkipReasons(run, told, exchange));
        if (!linked.isEmpty()) {
            links.link(linked, exchange);
        }
        List<Taken> goneBefore = taken.stream().filter(Taken::isGone).toList();
        goneBefore.forEach(object -> batch.addGone(object.uid(), object.goneVersion()));
        if (!batch.gone().isEmpty() || !batch.unrecorded().isEmpty()) {
            exchange.send();
        }
        Map<UUID, Boolean> ended = endings.record(batch.gone(), epoch, noticedAt);
        tombstones.gone(batch.gone().stream().map(DeletionWriter.Gone::uid).toList(), noticedAt);
        batch.gone().forEach(gone -> outcomes.putIfAbsent(gone.uid(), Outcome.NOOP));
        ended.keySet().forEach(uid -> outcomes.put(uid, Outcome.STORED));
        batch.outdated().forEach(uid -> outcomes.putIfAbsent(uid, Outcome.STALE));
        batch.unrecorded().forEach(quarantine::add);
        Map<UUID, Boolean> changed = new HashMap<>(ended);
        proven.stream().filter(uid -> !stored.contains(uid)).forEach(uid -> changed.putIfAbsent(uid, false));
        RunChanges.append(stored, changed, exchange);
        exchange.send();
        Map<UUID, Boolean> ghosts = new HashMap<>(ended);
        goneBefore.forEach(object -> ghosts.remove(object.uid()));
        return new Recorded(outcomes, Collections.frequency(ghosts.values(), true));
    }

    /**
     * Rows that belong to a run or child are written only if its own row took the new state.
     *
     * @param areAdded whether none of the objects is recorded, and nobody else can record it now: then no answer is
     * needed to know that all take their state
     */
    private List<Taken> store(List<ObservedRows> rows, int epoch, boolean areAdded, Exchange exchange) {
        Supplier<List<Taken>> runs = RunUpserts.upsertPipelineRuns(
                rows.stream().flatMap(this::pipelineRun).toList(), epoch, exchange);
        Supplier<List<Taken>> children = RunUpserts.upsertTaskRuns(
                rows.stream()
                        .map(ObservedRows::taskRun)
                        .filter(Objects::nonNull)
                        .toList(),
                epoch,
                exchange);
        List<Taken> all = areAdded
                ? rows.stream().map(row -> Taken.added(row.uid())).toList()
                : Stream.of(runs, children)
                        .flatMap(upserted -> upserted.get().stream())
                        .toList();
        List<ObservedRows> taken = of(rows, all.stream());
        List<ObservedRows> withOtherTasks = of(taken, all.stream().filter(Taken::hasOtherTasks));
        RunUpserts.replacePipelineTasks(
                withOtherTasks.stream().map(ObservedRows::uid).toList(),
                withOtherTasks.stream().flatMap(row -> row.tasks().stream()).toList(),
                exchange);
        RunUpserts.upsertTaskAttempts(
                taken.stream().flatMap(row -> row.attempts().stream()).toList(), exchange);
        RunFailures.refresh(
                taken.stream()
                        .filter(ObservedRows::mayTellAFailure)
                        .map(ObservedRows::uid)
                        .toList(),
                exchange);
        tables.upsertDocuments(taken, epoch, exchange);
        Quarantine.release(taken, exchange);
        return all;
    }

    private Stream<PipelineRunRow> pipelineRun(ObservedRows rows) {
        PipelineRunRow run = rows.pipelineRun();
        return run == null
                ? Stream.empty()
                : Stream.of(run.builtFrom(sources.of(rows.sourceClaims(), run.pipelineName())));
    }

    private static List<ObservedRows> of(List<ObservedRows> rows, Stream<Taken> objects) {
        Set<UUID> uids = objects.map(Taken::uid).collect(toSet());
        return rows.stream().filter(row -> uids.contains(row.uid())).toList();
    }
}
