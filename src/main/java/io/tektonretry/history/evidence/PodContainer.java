package io.tektonretry.history.evidence;

import static io.tektonretry.history.ObservedObject.instant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.tektonretry.history.database.ShortRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * State of a container of a pod; in JSON a {@link ShortRow}.
 *
 * @param name name of the container; {@code step-build} for the step {@code build}
 * @param exitCode exit code; null until it has ended
 * @param signal signal that ended it
 * @param reason why it has ended or cannot start, such as {@code OOMKilled} or {@code ImagePullBackOff}
 * @param message why it cannot start
 * @param startedAt when it started
 * @param finishedAt when it ended
 */
public record PodContainer(
        String name,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Leaves out the message of an ended container: Tekton passes results in it. */
    static PodContainer of(JsonNode status) {
        JsonNode state = status.path("state");
        JsonNode ended = state.path("terminated");
        JsonNode waiting = state.path("waiting");
        return new PodContainer(
                status.path("name").asString(""),
                ShortRow.number(ended.path("exitCode")),
                ShortRow.number(ended.path("signal")),
                ended.path("reason").stringValue(waiting.path("reason").stringValue(null)),
                waiting.path("message").stringValue(null),
                instant(
                        ended.isObject()
                                ? ended.path("startedAt")
                                : state.path("running").path("startedAt")),
                instant(ended.path("finishedAt")));
    }

    @JsonValue
    List<@Nullable Object> row() {
        return ShortRow.of(
                name, exitCode, signal, reason, message, ShortRow.time(startedAt), ShortRow.end(finishedAt, startedAt));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PodContainer ofRow(JsonNode row) {
        Instant start = ShortRow.time(row.path(5));
        return new PodContainer(
                row.path(0).asString(""),
                ShortRow.number(row.path(1)),
                ShortRow.number(row.path(2)),
                row.path(3).stringValue(null),
                row.path(4).stringValue(null),
                start,
                ShortRow.end(row.path(6), start));
    }
}
