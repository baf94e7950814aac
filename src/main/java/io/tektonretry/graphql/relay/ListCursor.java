package io.tektonretry.graphql.relay;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.scalar.StorableTime;
import io.tektonretry.history.database.ListPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Cursors of lists that are ordered by time: they contain a position, so that every page is found equally fast. */
public final class ListCursor {

    private ListCursor() {}

    public static String encode(ListPosition position) {
        return Opaque.encode(position.at() + "/" + position.id());
    }

    /**
     * Reads a cursor.
     *
     * @throws InvalidInputException when it was not written by {@link #encode}
     */
    public static ListPosition decode(String cursor) {
        return Opaque.decode(cursor)
                .flatMap(ListCursor::position)
                .filter(position -> StorableTime.isStorable(position.at()))
                .filter(position -> encode(position).equals(cursor))
                .orElseThrow(() -> PageArguments.notACursor(cursor));
    }

    private static Optional<ListPosition> position(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            Instant createdAt = Instant.parse(text.substring(0, slash));
            return Optional.of(new ListPosition(createdAt, UUID.fromString(text.substring(slash + 1))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
