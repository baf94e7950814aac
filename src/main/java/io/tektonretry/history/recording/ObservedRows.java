package io.tektonretry.history.recording;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.document.Deflated;
import io.tektonretry.history.document.JsonWeight;
import io.tektonretry.history.recording.SkipReasons.SkipReason;
import io.tektonretry.history.source.SourceClaims;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows derived from a state of an object, without the epoch. A PipelineRun with a parent has rows both as a run and
 * as a child.
 *
 * @param body the deflated document
 * @param jsonBytes size of the document as {@code JsonWeight} counts it
 * @param pipelineRun null for another kind
 * @param tasks tasks of the PipelineRun
 * @param skipReasons skip reasons in this state of the PipelineRun, by task name
 * @param sourceClaims texts of the PipelineRun that may say what it was built from
 * @param taskRun null for a PipelineRun without a parent
 * @param attempts attempts of the child
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ObservedRows(
        UUID uid,
        String kind,
        String namespace,
        String name,
        long resourceVersion,
        byte[] body,
        int jsonBytes,
        @Nullable PipelineRunRow pipelineRun,
        List<PipelineTaskRow> tasks,
        Map<String, SkipReason> skipReasons,
        SourceClaims sourceClaims,
        @Nullable TaskRunRow taskRun,
        List<TaskAttemptRow> attempts)
        implements ObservedState {

    /**
     * Derives the rows from the received bytes, which are stored unchanged.
     *
     * @param kind used for an object without a kind
     * @throws RuntimeException when a field that every object has is missing or malformed
     */
    static ObservedRows of(String kind, byte[] json) {
        ObjectNode outline = PartialObject.of(json);
        return outline.has("kind")
                ? of(ObservedObject.of(outline), json)
                : of(Deflated.read(json).put("kind", kind));
    }

    /**
     * Derives the rows.
     *
     * @throws RuntimeException when a field that every object has is missing or malformed
     */
    static ObservedRows of(ObjectNode json) {
        ObservedObject object = ObservedObject.of(json);
        return of(object, Deflated.ascii(object.document()));
    }

    private static ObservedRows of(ObservedObject object, byte[] json) {
        boolean isRun = object.isPipelineRun();
        boolean isChild = !isRun || object.owner().isPresent();
        Map<String, SkipReason> skipReasons = isRun ? SkipReasons.of(object) : Map.of();
        List<PipelineTaskRow> tasks = isRun ? PipelineTaskRow.of(object, skipReasons) : List.of();
        return new ObservedRows(
                object.uid(),
                object.kind(),
                object.namespace(),
                object.name(),
                object.resourceVersion(),
                Deflated.bytes(json),
                JsonWeight.of(json),
                isRun ? PipelineRunRow.of(object, tasks) : null,
                tasks,
                skipReasons,
                isRun ? SourceClaims.of(object.document()) : SourceClaims.NONE,
                isChild ? TaskRunRow.of(object, json) : null,
                isChild ? TaskAttemptRow.of(object) : List.of());
    }

    @Override
    public boolean tellsWhyTasksWereSkippedUnlike(ObservedState later) {
        return later instanceof ObservedRows rows && rows.tellsOfAStop() && !tellsOfAStop() && !skipReasons.isEmpty();
    }

    /** Whether the failure class of its run may depend on it. */
    boolean mayTellAFailure() {
        return (pipelineRun != null && pipelineRun.failureClass() == FailureClass.UNKNOWN)
                || (taskRun != null && Set.of("FAILED", "TIMED_OUT").contains(taskRun.status()));
    }

    private boolean tellsOfAStop() {
        return skipReasons.values().stream().anyMatch(SkipReason::isOfAStop);
    }

    @Override
    public UnrecordedObject refused(String reason) {
        return new UnrecordedObject(
                kind,
                namespace,
                name,
                uid.toString(),
                Long.toString(resourceVersion),
                reason,
                Deflated.inflated(uid, body, jsonBytes));
    }
}
