package io.tektonretry.retry.plan;

import io.tektonretry.tekton.RunState;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One TaskRun, CustomRun or child PipelineRun that executed a pipeline task.
 *
 * @param object as it was last seen
 * @param outcome of this one child
 * @param displayName of its entry in {@code childReferences}; empty when there is none
 */
record Child(ObjectNode object, Outcome outcome, String displayName) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A child that was deleted before its end counts as cancelled; it will never end. */
    static Child of(ObjectNode object, boolean gone, boolean continuesOnError, String displayName) {
        RunState state = RunState.of(object);
        boolean cancelled = String.valueOf(state.reason()).endsWith("RunCancelled");
        return new Child(
                object,
                switch (state.status()) {
                    case PENDING, RUNNING -> gone ? Outcome.CANCELLED : Outcome.LIVE;
                    case SUCCEEDED -> Outcome.SUCCEEDED;
                    case CANCELLED -> Outcome.CANCELLED;
                    case TIMED_OUT -> continuesOnError && !cancelled ? Outcome.FAILED_IGNORED : Outcome.TIMED_OUT;
                    case FAILED -> continuesOnError ? Outcome.FAILED_IGNORED : Outcome.FAILED;
                },
                displayName);
    }

    String name() {
        return object.path("metadata").path("name").asString("");
    }

    String uid() {
        return object.path("metadata").path("uid").asString("");
    }

    String reason() {
        return String.valueOf(RunState.of(object).reason());
    }

    /** The recorded results by name: strings, arrays of strings or objects of strings. */
    Map<String, JsonNode> results() {
        boolean custom = "CustomRun".equals(object.path("kind").asString(""));
        Map<String, JsonNode> results = new LinkedHashMap<>();
        for (JsonNode result : object.path("status").path("results")) {
            JsonNode value = result.path("value");
            if (!value.isMissingNode() && !value.isNull()) {
                results.put(result.path("name").asString(""), custom ? arrayOrText(value) : value);
            }
        }
        return results;
    }

    /** A custom task writes texts alone; Tekton takes a non-empty JSON array of strings for an array ({@code paramValueFromCustomRunResult}). */
    private static JsonNode arrayOrText(JsonNode value) {
        String text = value.asString("").strip();
        if (!text.startsWith("[")) {
            return value;
        }
        try {
            JsonNode parsed = JSON.readTree(text);
            boolean strings = parsed.isArray() && !parsed.isEmpty();
            for (JsonNode element : parsed) {
                strings &= element.isString();
            }
            return strings ? parsed : value;
        } catch (JacksonException e) {
            return value;
        }
    }
}
