package io.tektonretry.history.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recorded data of a run and of the runs that it builds on.
 *
 * @param base the run whose spec our retries derive from; null when it was never observed
 * @param retries our retries of the base in order, up to and including the requested run; empty for the base itself
 * @param latest the last of all retries of the base, or the base
 * @param attempts number of the latest run in its lineage, from 1
 * @param endedAt when the latest run ended, or its deletion was noticed; null when neither
 */
public record RecordedLineage(
        @Nullable RecordedRun base,
        List<RecordedRun> retries,
        RecordedRun latest,
        int attempts,
        @Nullable Instant endedAt) {

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

    /** The same lineage with a new state of the latest run, which is the last of the retries. */
    public RecordedLineage withLatest(ObjectNode document) {
        RecordedObject object = new RecordedObject(
                latest.pipelineRun().uid(), document, latest.pipelineRun().existsInCluster());
        RecordedRun changed = new RecordedRun(
                object, latest.children(), latest.parentUid(), latest.definition(), latest.renewedTasks());
        List<RecordedRun> all = new ArrayList<>(retries.subList(0, retries.size() - 1));
        all.add(changed);
        return new RecordedLineage(base, all, changed, attempts, endedAt);
    }
}
