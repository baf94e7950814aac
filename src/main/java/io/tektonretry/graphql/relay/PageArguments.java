package io.tektonretry.graphql.relay;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.history.database.ListPosition;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a connection as given. The accessors throw {@link InvalidInputException} when arguments contradict
 * each other or are out of range: values are never clamped silently.
 */
public record PageArguments(
        @Nullable Integer first,
        @Nullable String after,
        @Nullable Integer last,
        @Nullable String before) {

    public static final int DEFAULT_SIZE = 50;
    public static final int MAX_SIZE = 100;

    /** Whether the page is read from its end. */
    boolean isBackward() {
        return last != null || (first == null && before != null);
    }

    /** The size of the page. */
    public int size() {
        refuse(first != null && last != null, "Give `first` or `last`, not both.");
        refuse(after != null && isBackward(), "`after` goes with `first`; take `before` to read backwards.");
        refuse(before != null && !isBackward(), "`before` goes with `last`; take `after` to read forwards.");
        if (isBackward()) {
            return checked("last", last);
        }
        return checked("first", first);
    }

    /** The cursor to start from, exclusive; null to start from that end of the list. */
    @Nullable
    String cursor() {
        return isBackward() ? before : after;
    }

    /** {@link #cursor} of a list that is ordered by time. */
    @Nullable
    ListPosition position() {
        String cursor = cursor();
        return cursor == null ? null : ListCursor.decode(cursor);
    }

    static InvalidInputException notACursor(String cursor) {
        return new InvalidInputException(
                "\"%s\" is not a cursor of this list. Use a `cursor`, `endCursor` or `startCursor` of it."
                        .formatted(cursor));
    }

    private static int checked(String name, @Nullable Integer size) {
        if (size == null) {
            return DEFAULT_SIZE;
        }
        if (size < 1 || size > MAX_SIZE) {
            throw new InvalidInputException("`%s` is %d; it must be between 1 and %d.".formatted(name, size, MAX_SIZE));
        }
        return size;
    }

    private static void refuse(boolean isWrong, String message) {
        if (isWrong) {
            throw new InvalidInputException(message);
        }
    }
}
