package io.tektonretry.history.database;

import java.time.Instant;
import java.util.function.Function;
import org.springframework.jdbc.core.RowMapper;

/**
 * A table whose rows are listed by time and id.
 *
 * @param name its name
 * @param rows what its rows are called in messages
 * @param time the column with the time
 * @param id the column with the id
 * @param row reads a row
 * @param timeOf reads the time of a row
 * @param narrower which conditions an index finds, in messages
 */
public record ListedTable<R>(
        String name,
        String rows,
        String time,
        String id,
        RowMapper<R> row,
        Function<R, Instant> timeOf,
        String narrower) {}
