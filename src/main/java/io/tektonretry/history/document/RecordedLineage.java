package io.tektonretry.history.document;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.tektonretry.history.Reruns.Rerun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recorded data of a run and of the runs that it builds on.
 *
 * @param base the run whose spec our retries derive from; null when it was never observed
 * @param retries our retries of the base in order, up to and including the requested run; empty for the base itself
 * @param latest the last of all retries of the base, or the base
 * @param latestAttempt its row
 * @param rerun the newest later run of another lineage that is running or has succeeded, and is a rerun of the base by
 * its labels; null when there is none
 */
public record RecordedLineage(
        @Nullable RecordedRun base,
        List<RecordedRun> retries,
        RecordedRun latest,
        LatestAttempt latestAttempt,
        @Nullable Rerun rerun) {

    /**
     * A recorded PipelineRun with its children.
     *
     * @param pipelineRun the run
     * @param children the TaskRuns, CustomRuns and child PipelineRuns that it names, oldest first; none of a name if
     * the end of the newest of that name was not observed
     * @param parentUid UID of the PipelineRun whose child it is; null when there is none
     * @param definition its pipeline before param substitution, if a retry needed it; null otherwise
     * @param renewedTasks names of the tasks whose earlier results no longer count, because the run adopted another
     * definition; null when it kept the definition of earlier runs
     */
    public record RecordedRun(
            RecordedObject pipelineRun,
            List<RecordedObject> children,
            @Nullable UUID parentUid,
            @Nullable ObjectNode definition,
            @Nullable Set<String> renewedTasks) {

        public RecordedRun {
            children = List.copyOf(children);
            renewedTasks = renewedTasks == null ? null : Set.copyOf(renewedTasks);
        }
    }

    /**
     * A recorded object of the cluster.
     *
     * @param uid its UID
     * @param document the whole object as last observed, without {@code managedFields}
     * @param existsInCluster false once its deletion was noticed
     */
    public record RecordedObject(UUID uid, ObjectNode document, boolean existsInCluster) {}

    public RecordedLineage {
        retries = List.copyOf(retries);
    }

    /**
     * The pipeline before param substitution, as stored by the latest retry that needed it; null when none did, or when
     * a retry adopted another definition afterwards.
     */
    public @Nullable ObjectNode definition() {
        ObjectNode kept = null;
        boolean isRenewed = false;
        for (RecordedRun retry : retries) {
            if (retry.definition() != null) {
                kept = retry.definition();
                isRenewed |= retry.renewedTasks() != null;
            }
        }
        return isRenewed ? null : kept;
    }

    /** The namespace of the latest run. */
    public String namespace() {
        return latestAttempt.namespace();
    }

    /** UIDs of the base and of its retries. */
    public Set<String> uids() {
        return Stream.concat(Stream.ofNullable(base), retries.stream())
                .map(run -> run.pipelineRun().uid().toString())
                .collect(toUnmodifiableSet());
    }

    /** The same lineage with a new state of the latest run, which is the last of the retries. */
    public RecordedLineage withLatest(ObjectNode document) {
        RecordedObject object = new RecordedObject(
                latest.pipelineRun().uid(), document, latest.pipelineRun().existsInCluster());
        RecordedRun changed = new RecordedRun(
                object, latest.children(), latest.parentUid(), latest.definition(), latest.renewedTasks());
        List<RecordedRun> all = new ArrayList<>(retries.subList(0, retries.size() - 1));
        all.add(changed);
        return new RecordedLineage(base, all, changed, latestAttempt, rerun);
    }
}
