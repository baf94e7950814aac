package io.tektonretry.history;

import java.time.Instant;
import java.util.UUID;

/** A place in a list that is ordered by time, newest first. */
public record ListPosition(Instant at, UUID id) {}
