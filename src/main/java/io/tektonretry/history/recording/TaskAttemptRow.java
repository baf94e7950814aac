package io.tektonretry.history.recording;

import static io.tektonretry.history.ObservedObject.instant;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.FailureRules;
import io.tektonretry.history.NamedValue;
import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.ShortText;
import io.tektonretry.history.task.AttemptTexts;
import io.tektonretry.history.task.StepState;
import io.tektonretry.tekton.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The row of an attempt, its components named like the columns.
 *
 * @param message of {@link AttemptTexts}
 * @param results of {@link AttemptTexts}
 * @param steps of {@link AttemptTexts}
 */
public record TaskAttemptRow(
        UUID taskRunUid,
        int number,
        String status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable FailureClass failureClass,
        @Nullable String podName,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String results,
        String steps) {

    /** A controller's message may be as long as an object, and lists show the message of every attempt. */
    static final int LONGEST_MESSAGE = 8 * 1024;

    /**
     * Tekton archives the whole status of an attempt before it starts the next one; the last attempt is the status
     * itself.
     */
    public static List<TaskAttemptRow> of(ObservedObject child) {
        List<TaskAttemptRow> rows = new ArrayList<>();
        for (JsonNode archived : child.status().path("retriesStatus")) {
            rows.add(row(child.uid(), rows.size() + 1, RunState.ofArchivedAttempt(archived), archived));
        }
        rows.add(row(child.uid(), rows.size() + 1, RunState.of(child.document()), child.status()));
        return rows;
    }

    private static TaskAttemptRow row(UUID uid, int number, RunState state, JsonNode status) {
        return new TaskAttemptRow(
                uid,
                number,
                state.status().name(),
                state.reason(),
                AttemptTexts.ofMessage(ShortText.ofNullable(state.message(), LONGEST_MESSAGE)),
                FailureRules.of(state, status),
                status.path("podName").stringValue(null),
                instant(status.path("startTime")),
                instant(status.path("completionTime")),
                AttemptTexts.ofResults(status.path("results")
                        .valueStream()
                        .map(TaskAttemptRow::result)
                        .toList()),
                AttemptTexts.ofSteps(status.path("steps")
                        .valueStream()
                        .map(TaskAttemptRow::step)
                        .toList()));
    }

    private static NamedValue result(JsonNode result) {
        return new NamedValue(
                result.path("name").asString(""), result.path("type").stringValue(null), result.path("value"));
    }

    private static StepState step(JsonNode step) {
        JsonNode ended = step.path("terminated");
        JsonNode exitCode = ended.path("exitCode");
        String reason = Stream.of(ended, step.path("waiting"))
                .map(state -> state.path("reason").stringValue(null))
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
        return new StepState(
                step.path("name").asString(""),
                exitCode.isInt() ? Integer.valueOf(exitCode.intValue()) : null,
                reason,
                instant(
                        ended.isObject()
                                ? ended.path("startedAt")
                                : step.path("running").path("startedAt")),
                instant(ended.path("finishedAt")));
    }
}
