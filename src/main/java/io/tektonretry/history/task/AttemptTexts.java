package io.tektonretry.history.task;

import io.tektonretry.history.NamedValue;
import io.tektonretry.history.database.RowsAsJson;
import io.tektonretry.history.database.ShortRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The steps and results of attempts as the database keeps them, each as a {@link ShortRow}: a step is {@code [name,
 * exitCode, reason, startedAt, duration]}, and a result is {@code [name, type, value]}. Tekton's message of a success is
 * empty text.
 */
public final class AttemptTexts {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String MESSAGE_OF_SUCCESS = "All Steps have completed executing";

    private AttemptTexts() {}

    /** Tekton writes no empty messages; those of others are as good as none. */
    public static @Nullable String ofMessage(@Nullable String message) {
        if (message == null || message.isEmpty()) {
            return null;
        }
        return message.equals(MESSAGE_OF_SUCCESS) ? "" : message;
    }

    static @Nullable String message(@Nullable String text) {
        return text != null && text.isEmpty() ? MESSAGE_OF_SUCCESS : text;
    }

    public static String ofSteps(List<StepState> steps) {
        return RowsAsJson.of(steps.stream().map(AttemptTexts::step).toList());
    }

    private static List<@Nullable Object> step(StepState step) {
        return ShortRow.of(
                step.name(),
                step.exitCode(),
                step.reason(),
                ShortRow.time(step.startedAt()),
                ShortRow.end(step.finishedAt(), step.startedAt()));
    }

    public static List<StepState> steps(String json) {
        return JSON.readTree(json).valueStream().map(AttemptTexts::step).toList();
    }

    private static StepState step(JsonNode fields) {
        Instant start = ShortRow.time(fields.path(3));
        return new StepState(
                fields.path(0).asString(""),
                ShortRow.number(fields.path(1)),
                fields.path(2).stringValue(null),
                start,
                ShortRow.end(fields.path(4), start));
    }

    public static String ofResults(List<NamedValue> results) {
        return RowsAsJson.of(results.stream()
                .map(result -> ShortRow.of(result.name(), result.type(), result.value()))
                .toList());
    }

    public static List<NamedValue> results(String json) {
        return JSON.readTree(json)
                .valueStream()
                .map(fields -> new NamedValue(
                        fields.path(0).asString(""), fields.path(1).stringValue(null), fields.path(2)))
                .toList();
    }
}
