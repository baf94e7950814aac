package io.tektonretry.history.database;

/**
 * A count that stops at a bound to stay cheap.
 *
 * @param value the count, or the bound
 * @param isExact false when there may be more
 */
public record BoundedCount(int value, boolean isExact) {}
