package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.document.Deflated;
import io.tektonretry.history.document.JsonWeight;
import io.tektonretry.history.recording.SkipReasons.SkipReason;
import io.tektonretry.history.source.SourceClaims;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows that a state of an object becomes, without the epoch in which it was seen. A PipelineRun that belongs to another one is a
 * run and a child.
 *
 * @param body the deflated document
 * @param jsonBytes what the document counts for where memory is shared out: about its length before it was deflated
 * @param pipelineRun null for another kind
 * @param tasks of the PipelineRun
 * @param skipReasons that this state of the PipelineRun gives, by the names of its tasks
 * @param sourceClaims what of the PipelineRun may say what it was built from
 * @param taskRun null for a PipelineRun that belongs to none
 * @param attempts of the child
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
     * Derives the rows from the bytes that came, which become the document as they are.
     *
     * @param kind of an object that does not say so
     * @throws RuntimeException when something that every object has is missing or malformed
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
     * @throws RuntimeException when something that every object has is missing or malformed
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
                isChild ? TaskRunRow.of(object) : null,
                isChild ? TaskAttemptRow.of(object) : List.of());
    }

    @Override
    public boolean tellsWhyTasksWereSkippedUnlike(ObservedState later) {
        return later instanceof ObservedRows rows && rows.tellsOfAStop() && !tellsOfAStop() && !skipReasons.isEmpty();
    }

    private boolean tellsOfAStop() {
        return skipReasons.values().stream().anyMatch(SkipReason::isOfAStop);
    }

    @Override
    public UnrecordedObject refused(String reason) {
        return new UnrecordedObject(
                kind, namespace, name, uid.toString(), Long.toString(resourceVersion), reason, Deflated.inflated(body));
    }
}
