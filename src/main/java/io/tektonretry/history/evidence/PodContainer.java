package io.tektonretry.history.evidence;

import static io.tektonretry.history.ObservedObject.instant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * State of a container of a pod.
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
                number(ended.path("exitCode")),
                number(ended.path("signal")),
                ended.path("reason").stringValue(waiting.path("reason").stringValue(null)),
                waiting.path("message").stringValue(null),
                instant(
                        ended.isObject()
                                ? ended.path("startedAt")
                                : state.path("running").path("startedAt")),
                instant(ended.path("finishedAt")));
    }

    private static @Nullable Integer number(JsonNode number) {
        return number.isInt() ? Integer.valueOf(number.intValue()) : null;
    }
}
