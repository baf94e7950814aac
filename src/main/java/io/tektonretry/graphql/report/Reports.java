package io.tektonretry.graphql.report;

import io.tektonretry.report.Ranking;
import io.tektonretry.report.ReportScope;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports on one part of the history.
 *
 * @param from start of the time range
 * @param to end of the time range
 * @param areOfTasks whether the caller asked for some tasks
 * @param visible the part of the history that the caller may see, empty for nothing
 */
record Reports(Instant from, Instant to, boolean areOfTasks, Optional<ReportScope> visible) {

    /** The report on what the caller may see. */
    <T> Ranking<T> of(Function<ReportScope, Ranking<T>> report) {
        return visible.map(report).orElseGet(Ranking::none);
    }
}
