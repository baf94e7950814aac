package io.tektonretry.cluster.tekton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the tasks of a run are to end, read from annotations of the PipelineRun.
 *
 * <p>{@code demo.tektonretry.io/outcomes} gives for a task the outcomes of its attempts: {@code Succeeded}, {@code Failed},
 * {@code Cancelled}, {@code Timeout}, {@code Never} (it runs until it is cancelled), or any other word, the reason of a failure. Attempts are counted over a run and its retries.
 * After the last outcome a task goes on ending like that in the same run, and succeeds in a retry.
 * {@code demo.tektonretry.io/results} gives results by task and name, {@code demo.tektonretry.io/results-on-success} those of successes
 * only. {@code demo.tektonretry.io/seconds} says how long an attempt of a task takes. In all of them, {@code task-1} is the second
 * combination of a matrix.
 */
record Script(JsonNode outcomes, JsonNode results, JsonNode resultsOnSuccess, JsonNode seconds) {

    private static final String PREFIX = "demo.tektonretry.io/";
    private static final String SUCCEEDED = "Succeeded";

    static Script of(ObjectNode run) {
        JsonNode annotations = run.path("metadata").path("annotations");
        return new Script(
                parsed(annotations, "outcomes"),
                parsed(annotations, "results"),
                parsed(annotations, "results-on-success"),
                parsed(annotations, "seconds"));
    }

    private static JsonNode parsed(JsonNode annotations, String name) {
        String text = Json.text(annotations, PREFIX + name);
        try {
            return text.isEmpty() ? Json.object() : JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return Json.object();
        }
    }

    /**
     * @param before attempts of the task in earlier runs of the lineage
     * @param attempt earlier attempts in this run
     */
    String outcome(Child child, int before, int attempt) {
        List<String> listed = listed(child);
        int position = before + attempt;
        if (position < listed.size()) {
            return listed.get(position);
        }
        return listed.isEmpty() || before > 0 ? SUCCEEDED : listed.get(listed.size() - 1);
    }

    private List<String> listed(Child child) {
        JsonNode found = found(outcomes, child).orElseGet(Json::object);
        return found.isString() ? List.of(found.stringValue()) : Json.texts(found);
    }

    Optional<JsonNode> results(Child child) {
        return found(results, child);
    }

    Optional<JsonNode> resultsOnSuccess(Child child) {
        return found(resultsOnSuccess, child);
    }

    Optional<Duration> duration(Child child) {
        return found(seconds, child).map(found -> Duration.ofSeconds(found.asInt(0)));
    }

    private static Optional<JsonNode> found(JsonNode script, Child child) {
        JsonNode ofCombination = script.path(child.task() + child.suffix());
        JsonNode found = ofCombination.isMissingNode() ? script.path(child.task()) : ofCombination;
        return found.isMissingNode() ? Optional.empty() : Optional.of(found);
    }
}
