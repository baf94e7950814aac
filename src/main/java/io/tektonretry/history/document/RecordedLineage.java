package io.tektonretry.history.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is recorded of a run and of the runs it builds on.
 *
 * @param base the run whose spec our retries derive from; null when it was never seen
 * @param retries our retries of the base in order, up to and including the run that was asked for; empty for the base itself
 * @param latest the last of all retries of the base, or the base
 * @param attempts the number of the latest in its lineage, from 1
 * @param endedAt when the latest ended, or its deletion was noticed; null when it did neither
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
     * The pipeline before params are put in place, as the latest retry that needed it has kept it; null when none has, or a retry went on
     * with another pipeline.
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

    /** The same as it stands once its latest run, the last of the retries, has taken this state. */
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
