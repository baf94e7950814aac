package io.tektonretry.retry.plan;

import io.tektonretry.tekton.Incarnation;
import io.tektonretry.tekton.RunState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A TaskRun, CustomRun or child PipelineRun of a pipeline task, as last observed.
 *
 * @param document the object
 * @param state its state; the last one when {@code gone}
 * @param gone whether it no longer exists in the cluster
 * @param displayName its display name in the PipelineRun; empty when it has none
 */
record Child(ObjectNode document, RunState state, boolean gone, String displayName) {

    static Child of(ObjectNode document, boolean gone, String displayName) {
        return new Child(document, RunState.of(document), gone, displayName);
    }

    String uid() {
        return Fields.text(document.path("metadata"), "uid");
    }

    String name() {
        return Fields.text(document.path("metadata"), "name");
    }

    /** Distinguishes it from other children that have had its name. */
    Incarnation incarnation() {
        return Incarnation.of(document);
    }

    /** Whether it exists and is unfinished. */
    boolean isLive() {
        return !state.status().isDone() && !gone;
    }

    /**
     * Its outcome, by its own condition alone (TEP-0121); an unfinished child that is gone counts as cancelled.
     *
     * @param ignoresErrors whether its pipeline task has {@code onError: continue}
     */
    Outcome outcome(boolean ignoresErrors) {
        return switch (state.status()) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case PENDING, RUNNING -> gone ? Outcome.CANCELLED : Outcome.LIVE;
            case CANCELLED -> Outcome.CANCELLED;
            case TIMED_OUT -> ignoresErrors && !timedOutWithItsRun() ? Outcome.FAILED_IGNORED : Outcome.TIMED_OUT;
            case FAILED -> ignoresErrors ? Outcome.FAILED_IGNORED : Outcome.FAILED;
        };
    }

    @Nullable
    String reason() {
        return state.reason();
    }

    boolean isCustomRun() {
        return "CustomRun".equals(Fields.text(document, "kind"));
    }

    /** Its results by name, as other tasks receive them. */
    Map<String, RecordedValue> results() {
        Map<String, RecordedValue> results = written();
        if (isCustomRun()) {
            results.replaceAll((name, value) -> value.asCustomResult());
        }
        return results;
    }

    /** Its results by name, as written. */
    Map<String, RecordedValue> written() {
        Map<String, RecordedValue> written = new LinkedHashMap<>();
        for (JsonNode result : Fields.list(document.path("status"), "results")) {
            written.put(Fields.text(result, "name"), RecordedValue.of(result.path("value")));
        }
        return written;
    }

    /** A param that it was created with; missing when there is none of that name. */
    JsonNode param(String name) {
        return Fields.list(document.path("spec"), "params").stream()
                .filter(param -> name.equals(Fields.text(param, "name")))
                .findFirst()
                .map(param -> param.path("value"))
                .orElseGet(document::missingNode);
    }

    private boolean timedOutWithItsRun() {
        String reason = reason();
        return reason != null && reason.endsWith("Cancelled");
    }
}
