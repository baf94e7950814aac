package io.tektonretry.history.database;

import java.time.Instant;
import java.util.UUID;

/** A position in a list that is ordered by time. */
public record ListPosition(Instant at, UUID id) {

    /** Before the first row, oldest first. */
    public static final ListPosition BEGINNING = new ListPosition(Instant.EPOCH, new UUID(0, 0));
}
