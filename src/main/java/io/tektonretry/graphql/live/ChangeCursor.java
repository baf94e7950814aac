package io.tektonretry.graphql.live;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.Opaque;

/** Cursors of the feed of changes: a position in the order of all changes, independent of the subscription. */
public final class ChangeCursor {

    private static final String PREFIX = "change:";

    private ChangeCursor() {}

    public static String encode(long place) {
        return Opaque.encode(PREFIX + place);
    }

    /**
     * Reads a cursor.
     *
     * @throws InvalidInputException when it was not written by {@link #encode}
     */
    public static long decode(String cursor) {
        return Opaque.decode(cursor)
                .filter(text -> text.matches(PREFIX + "(0|[1-9][0-9]{0,17})"))
                .map(text -> Long.parseLong(text.substring(PREFIX.length())))
                .orElseThrow(() -> new InvalidInputException(
                        "\"%s\" is not a cursor of a subscription; use the `cursor` of a change.".formatted(cursor)));
    }
}
