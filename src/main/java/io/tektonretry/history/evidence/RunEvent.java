package io.tektonretry.history.evidence;

import static io.tektonretry.history.ObservedObject.instant;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.ShortText;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes Event about a run, a child of it or a pod.
 *
 * @param involvedKind kind of the object that it is about
 * @param type {@code Normal} or {@code Warning}
 * @param reason for machines, such as {@code FailedScheduling}
 * @param count number of occurrences
 * @param firstAt first occurrence
 * @param lastAt last occurrence
 */
@JsonNaming(SnakeCaseStrategy.class)
public record RunEvent(
        UUID uid,
        long resourceVersion,
        String namespace,
        String involvedKind,
        UUID involvedUid,
        String involvedName,
        String type,
        String reason,
        String message,
        int count,
        Instant firstAt,
        Instant lastAt) {

    /** The limit of the newer Events API ({@code NoteLengthLimit}); the older one accepts any length. */
    private static final int LONGEST = 1024;

    public RunEvent {
        involvedKind = ShortText.of(involvedKind, LONGEST);
        involvedName = ShortText.of(involvedName, LONGEST);
        type = ShortText.of(type, LONGEST);
        reason = ShortText.of(reason, LONGEST);
        message = ShortText.of(message, LONGEST);
    }

    /**
     * Reads an Event; the newer API writes its times and count to {@code eventTime} and {@code series}.
     *
     * @return empty when it is about an object without a UID
     * @throws RuntimeException when a field that every Event has is missing or malformed
     */
    public static Optional<RunEvent> of(ObjectNode object) {
        JsonNode involved = object.path("involvedObject");
        return Optional.ofNullable(involved.path("uid").stringValue(null))
                .map(uid -> of(ObservedObject.of(object), involved, UUID.fromString(uid)));
    }

    private static RunEvent of(ObservedObject event, JsonNode involved, UUID involvedUid) {
        JsonNode json = event.document();
        Instant created = event.createdAt();
        Instant first = first(created, json.path("firstTimestamp"), json.path("eventTime"));
        return new RunEvent(
                event.uid(),
                event.resourceVersion(),
                event.namespace(),
                involved.path("kind").asString(""),
                involvedUid,
                involved.path("name").asString(""),
                json.path("type").asString(""),
                json.path("reason").asString(""),
                json.path("message").asString(""),
                json.path("count").asInt(json.path("series").path("count").asInt(1)),
                first,
                first(first, json.path("series").path("lastObservedTime"), json.path("lastTimestamp")));
    }

    private static Instant first(Instant otherwise, JsonNode... times) {
        for (JsonNode time : times) {
            @Nullable Instant instant = instant(time);
            if (instant != null) {
                return instant;
            }
        }
        return otherwise;
    }
}
