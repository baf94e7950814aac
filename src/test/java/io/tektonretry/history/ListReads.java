package io.tektonretry.history;

import static java.util.stream.Collectors.joining;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.SparseFilterException;
import io.tektonretry.history.database.TimeOrdered;
import io.tektonretry.postgres.StatementPages;
import io.tektonretry.postgres.StatementPages.Plan;
import io.tektonretry.postgres.StatementPages.Read;
import java.util.ArrayList;
import java.util.List;
import org.springframework.data.domain.Window;

/**
 * Reads pages of a list in all ways, and finds those that cost too much.
 *
 * @param middle a position in the middle of the list
 */
public record ListReads<F, T>(StatementPages pages, TimeOrdered<F, T> list, ListPosition middle) {

    public static final int PAGE = 50;

    private static final int PAGES_OF_A_ROW = 50;

    /** The way down some indexes. */
    private static final int PAGES_OF_THE_WAY = 100;

    /** A row is looked at, and once more to see that no other comes before it, also after fewer rows were not enough. */
    private static final int LOOKS = 3;

    private enum Way {
        FIRST,
        LAST,
        AFTER_THE_MIDDLE,
        BEFORE_THE_MIDDLE
    }

    /**
     * What a filter may cost.
     *
     * @param looked number of rows that it may look at
     * @param pagesOfALook number of pages to look at a row, with those of other rows that it depends on
     */
    public record Bound(long looked, int pagesOfALook) {

        /** The fault of statements that found some rows; empty when they cost little. */
        public List<String> faults(String name, int found, List<Read> read) {
            long reads = read.stream().mapToLong(Read::pages).sum();
            long rows = read.stream().mapToLong(Read::rows).sum();
            boolean isCheap = reads <= PAGES_OF_THE_WAY + (long) PAGES_OF_A_ROW * found + LOOKS * looked * pagesOfALook
                    && rows
                            <= PAGES_OF_THE_WAY
                                    + (long) PAGES_OF_A_ROW * found
                                    + LOOKS * looked * (pagesOfALook + 1) / 2;
            return isCheap
                    ? List.of()
                    : List.of("%s: %d pages and %d rows for %d results%n%s"
                            .formatted(
                                    name,
                                    reads,
                                    rows,
                                    found,
                                    read.stream()
                                            .map(one -> "  %d pages, %s%n  %s%n"
                                                    .formatted(one.pages(), one.scans(), one.statement()))
                                            .collect(joining())));
        }
    }

    /** The pages that cost too much, in all ways and with both kinds of plans. */
    public List<String> faults(String name, F filter, Bound bound) {
        List<String> faults = new ArrayList<>();
        for (int way = 0; way < Way.values().length; way++) {
            for (int plan = 0; plan < Plan.values().length; plan++) {
                faults.addAll(faults(name, filter, bound, way, plan));
            }
        }
        return faults;
    }

    /** The same in one way and with one kind of plan, by number. */
    public List<String> faults(String name, F filter, Bound bound, int way, int plan) {
        int[] found = {0};
        Way read = Way.values()[way % Way.values().length];
        Plan planned = Plan.values()[plan % Plan.values().length];
        List<Read> reads = pages.during(planned, () -> found[0] = found(filter, read));
        return bound.faults("%s, %s, %s".formatted(name, read, planned), found[0], reads);
    }

    private int found(F filter, Way way) {
        try {
            return page(filter, way).getContent().size();
        } catch (SparseFilterException e) {
            return 0;
        }
    }

    private Window<T> page(F filter, Way way) {
        return switch (way) {
            case FIRST -> list.after(filter, null, PAGE);
            case LAST -> list.before(filter, null, PAGE);
            case AFTER_THE_MIDDLE -> list.after(filter, middle, PAGE);
            case BEFORE_THE_MIDDLE -> list.before(filter, middle, PAGE);
        };
    }
}
