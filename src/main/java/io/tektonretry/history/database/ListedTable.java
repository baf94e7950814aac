package io.tektonretry.history.database;

import java.time.Instant;
import java.util.function.Function;

/**
 * A table whose rows are listed by time and id.
 *
 * @param name its name
 * @param rows what its rows are called in messages
 * @param time the column with the time
 * @param id the column with the id
 * @param type entity of its rows
 * @param timeOf reads the time of a row
 * @param narrower which conditions an index finds, in messages
 */
public record ListedTable<R>(
        String name,
        String rows,
        String time,
        String id,
        Class<R> type,
        Function<R, Instant> timeOf,
        String narrower) {}
