package io.tektonretry.report;

import java.util.List;

/**
 * The first rows of a report.
 *
 * @param rows the rows in their order
 * @param total how many rows the whole report has
 */
public record Ranking<T>(List<T> rows, int total) {

    public Ranking {
        rows = List.copyOf(rows);
    }

    /** Without any row. */
    public static <T> Ranking<T> none() {
        return new Ranking<>(List.of(), 0);
    }
}
