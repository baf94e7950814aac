package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.PipelineRunFilter.Builder;
import io.tektonretry.history.PipelineRunFilter.Label;
import io.tektonretry.history.PipelineRunFilter.Label.Operator;
import io.tektonretry.history.PipelineRunFilter.Span;
import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.history.database.SparseFilterException;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.postgres.StatementPages;
import io.tektonretry.postgres.StatementPages.Plan;
import io.tektonretry.postgres.StatementPages.Read;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** No filter, alone or with another, reads more pages than it shows runs and is allowed to look at. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class FilteredListsIT {

    private static final int RUNS = Integer.getInteger("lists.runs", 20_000);

    /** All pairs of filters in all ways take minutes. */
    private static final boolean IS_WIDE = System.getProperty("lists.runs") != null;

    /** Small, so that looking at every run would stand out. */
    private static final int LOOKED_AT = 200;

    private static final int PAGE = ListReads.PAGE;

    private static final int FILLED_AT_ONCE = 5_000;

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    /** In the order in which they are recorded. */
    private static final String FILL = """
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, reason, created_at, started_at, finished_at,
                    labels, base_uid, root_uid, tasks_hash, source_provider, source_repository, source_job, source_revision,
                    source_branch, source_pull_request, requested_by, failure_class)
            select u, 'team-' || n % 100, 'run-' || n, 1, n, 'pipeline-' || n % 50, s, 'Reason' || s, t, t + interval '5 s',
                   t + interval '5 min',
                   jsonb_build_object('app', 'app-' || n % 20, 'half', case when n % 2 = 0 then 'even' else 'odd' end, 'quarter',
                       case when n % 4 = 0 then 'yes' else 'no' end, 'all', 'true', 'id', 'x' || n),
                   u, u, 0, 'GITHUB', 'acme/app-' || n % 20, 'unit', 'commit-' || n / 4, 'branch-' || n % 7,
                   case when n % 3 = 0 then cast(n / 9 as text) end, case when n = :runs - 1 then 'ann' end,
                   case s when 'SUCCEEDED' then null when 'FAILED' then 'UNKNOWN' when 'TIMED_OUT' then 'TIMEOUT' else s end
              from generate_series(cast(:last as int), cast(:first as int), -1) n
             cross join lateral (
                   select cast(md5('run ' || n) as uuid) as u, cast(:now as timestamptz) - n * interval '40 s' as t,
                          case when n % 100 < 88 then 'SUCCEEDED' when n % 100 < 96 then 'FAILED'
                               when n % 100 < 98 then 'CANCELLED' else 'TIMED_OUT' end as s) x
            """;

    private static final String INDEXES = """
            select indexname, indexdef from pg_indexes
             where tablename = 'pipeline_run' and indexname <> 'pipeline_run_pkey'
            """;

    private static final Map<String, UnaryOperator<Builder>> FILTERS = new LinkedHashMap<>();

    static {
        FILTERS.put("one namespace", filter -> filter.namespaces(List.of("team-7")));
        FILTERS.put(
                "twenty of a hundred namespaces",
                filter -> filter.namespaces(
                        IntStream.range(10, 30).mapToObj(i -> "team-" + i).toList()));
        FILTERS.put("no namespace", filter -> filter.namespaces(List.of("none")));
        FILTERS.put(
                "statuses", filter -> filter.statuses(List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT)));
        FILTERS.put("no status", filter -> filter.statuses(List.of(PipelineRunStatus.INTERRUPTED)));
        FILTERS.put("pipelines", filter -> filter.pipelineNames(List.of("pipeline-1", "pipeline-2", "none")));
        FILTERS.put("no pipeline", filter -> filter.pipelineNames(List.of("none")));
        FILTERS.put("reason", filter -> filter.reasons(List.of("ReasonFAILED")));
        FILTERS.put("failure class", filter -> filter.failureClasses(List.of(FailureClass.USER_CODE)));
        FILTERS.put("no reason", filter -> filter.reasons(List.of("None")));
        FILTERS.put("created", filter -> filter.created(span(200, 100)));
        FILTERS.put("never created", filter -> filter.created(span(-200, -300)));
        FILTERS.put("finished of late", filter -> filter.finished(new Span(ago(20), null)));
        FILTERS.put("finished long ago", filter -> filter.finished(span(RUNS * 2L / 3, RUNS * 2L / 3 - 10)));
        FILTERS.put("never finished", filter -> filter.finished(new Span(ago(-400), null)));
        FILTERS.put("never finished before", filter -> filter.finished(new Span(null, ago(RUNS * 10L))));
        FILTERS.put("started", filter -> filter.started(span(300, 200)));
        FILTERS.put("never started", filter -> filter.started(new Span(ago(-400), null)));
        FILTERS.put("common label", filter -> filter.labels(List.of(label("all", "true"))));
        FILTERS.put("rare label", filter -> filter.labels(List.of(label("id", "x" + (RUNS - 5)))));
        FILTERS.put("no label", filter -> filter.labels(List.of(label("id", "none"))));
        FILTERS.put("label key", filter -> filter.labels(List.of(label("app"))));
        FILTERS.put("no label key", filter -> filter.labels(List.of(label("none"))));
        FILTERS.put(
                "labels that never meet",
                filter -> filter.labels(List.of(label("half", "odd"), label("quarter", "yes"))));
        FILTERS.put(
                "without a label",
                filter -> filter.labels(List.of(new Label("all", Operator.NOT_IN, List.of("true")))));
        FILTERS.put("repository", filter -> filter.source(source("acme/app-3", null, null)));
        FILTERS.put("no branch", filter -> filter.source(source("acme/app-3", null, "none")));
        FILTERS.put("commit", filter -> filter.source(source(null, "commit-100", null)));
        FILTERS.put("latest attempt", filter -> filter.latestAttemptOnly(true));
        FILTERS.put("newest of its job", filter -> filter.newestPerJob(true));
        FILTERS.put("name", filter -> filter.nameContains("un-9"));
        FILTERS.put("no name", filter -> filter.nameContains("%_"));
        FILTERS.put("retried by", filter -> filter.retriedBy("ann"));
        FILTERS.put("retried by nobody", filter -> filter.retriedBy("bob"));
        FILTERS.put("longer", filter -> filter.longerThan(Duration.ofMinutes(1)));
        FILTERS.put("never longer", filter -> filter.longerThan(Duration.ofDays(1)));
        FILTERS.put("shorter", filter -> filter.shorterThan(Duration.ofMinutes(1)));
        FILTERS.put("outcome", filter -> filter.outcomes(List.of(LineageOutcome.NOT_RETRIED)));
        FILTERS.put("no outcome", filter -> filter.outcomes(List.of(LineageOutcome.RECOVERED)));
    }

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    NativeQueries queries;

    @Autowired
    PlatformTransactionManager transactions;

    private PipelineRunList runs;
    private ListReads<PipelineRunFilter, PipelineRunRecord> reads;

    @BeforeAll
    void fill() {
        runs = new PipelineRunList(queries, new HistoryProperties(1, 1, 1, LOOKED_AT));
        reads = new ListReads<>(pages, runs, new ListPosition(ago(RUNS / 3), new UUID(0, 0)));
        new LargeHistory(jdbc).clear();
        new TransactionTemplate(transactions).executeWithoutResult(status -> fillWithoutIndexes());
        jdbc.sql("vacuum analyze pipeline_run").update();
    }

    private void fillWithoutIndexes() {
        Map<String, String> indexes = new LinkedHashMap<>();
        jdbc.sql(INDEXES).query(row -> {
            indexes.put(row.getString(1), row.getString(2));
        });
        jdbc.sql("drop index " + String.join(", ", indexes.keySet())).update();
        for (int last = RUNS; last > 0; last -= FILLED_AT_ONCE) {
            jdbc.sql(FILL)
                    .param("runs", RUNS)
                    .param("first", Math.max(1, last - FILLED_AT_ONCE + 1))
                    .param("last", last)
                    .param("now", NOW.toString())
                    .update();
        }
        indexes.values().forEach(index -> jdbc.sql(index).update());
    }

    @AfterAll
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @Test
    void readFewPagesWithEachFilter() {
        List<String> faults = new ArrayList<>();
        FILTERS.forEach((name, conditions) -> {
            PipelineRunFilter filter = filter(conditions);
            faults.addAll(reads.faults(name, filter, bound(filter)));
        });

        assertThat(faults).isEmpty();
    }

    @Test
    void readFewPagesWithEveryTwoFilters() {
        List<String> faults = new ArrayList<>();
        forPairs(IS_WIDE ? 1 : 9, (name, filter, number) -> {
            if (IS_WIDE) {
                faults.addAll(reads.faults(name, filter, bound(filter)));
            } else {
                faults.addAll(reads.faults(name, filter, bound(filter), number, number / 4));
            }
        });

        assertThat(faults).isEmpty();
    }

    @Test
    void countFewRowsWithEachFilter() {
        List<String> faults = new ArrayList<>();
        FILTERS.forEach((name, conditions) -> {
            PipelineRunFilter filter = filter(conditions);
            for (Plan plan : Plan.values()) {
                List<Read> read = pages.during(plan, () -> runs.count(filter, PAGE));
                faults.addAll(bound(filter).faults("count " + name + ", " + plan, PAGE, read));
                read = pages.during(plan, () -> runs.facets(filter, PAGE, 10));
                faults.addAll(bound(filter).faults("facets " + name + ", " + plan, PAGE, read));
            }
        });

        assertThat(faults).isEmpty();
    }

    @Test
    void readFewPagesForFailuresThatNothingCameAfter() {
        List<String> faults = new ArrayList<>();
        FILTERS.forEach((name, conditions) -> {
            PipelineRunFilter filter = filter(conditions)
                    .unresolved(ago(1_000), List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT));
            faults.addAll(reads.faults("unresolved, " + name, filter, bound(filter), 0, 0));
            faults.addAll(reads.faults("unresolved, " + name, filter, bound(filter), 0, 1));
        });

        assertThat(faults).isEmpty();
        PipelineRunFilter unresolved = PipelineRunFilter.ALL.unresolved(
                ago(1_000), List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT));
        assertThat(names(runs, unresolved.in(List.of("team-89", "team-90")))).isNotEmpty();
    }

    @Test
    void countsOfManyNamespacesReadNoMoreRunsThanTheyCount() {
        PipelineRunFilter filter = PipelineRunFilter.where()
                .namespaces(IntStream.range(0, 100).mapToObj(i -> "team-" + i).toList())
                .build();

        List<Read> read = pages.during(() -> {
            assertThat(runs.count(filter, 100)).isEqualTo(new BoundedCount(100, false));
            assertThat(runs.facets(filter, 100, 10).isExact()).isFalse();
        });
        assertThat(read)
                .allSatisfy(statement ->
                        assertThat(statement.pages()).as(statement.statement()).isLessThan(100 * 10));
    }

    /** Most runs have succeeded, so that a page has many of some branches and few of others. */
    @Test
    void aPageOfUnevenBranchesHasTheNewestRunsOfAll() {
        List<String> pipelines = List.of("pipeline-1", "pipeline-2", "pipeline-14");
        PipelineRunFilter filter =
                PipelineRunFilter.where().pipelineNames(pipelines).build();

        for (String order : List.of("desc", "asc")) {
            List<String> expected = jdbc.sql("select name from pipeline_run where pipeline_name = any(:names)"
                            + " order by created_at " + order + " limit " + PAGE)
                    .param("names", pipelines.toArray(String[]::new))
                    .query(String.class)
                    .list();
            List<PipelineRunRecord> page = order.equals("desc")
                    ? runs.after(filter, null, PAGE).getContent()
                    : runs.before(filter, null, PAGE).getContent();
            assertThat(page)
                    .extracting(PipelineRunRecord::name)
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .startsWith(order.equals("desc") ? expected.get(0) : expected.get(PAGE - 1));
        }
    }

    @Test
    void aPageOfManyNamespacesReadsFewRunsOfEach() {
        PipelineRunFilter filter = PipelineRunFilter.where()
                .namespaces(IntStream.range(10, 30).mapToObj(i -> "team-" + i).toList())
                .build();

        for (Plan plan : Plan.values()) {
            List<Read> read = pages.during(plan, () -> runs.after(filter, null, PAGE));
            assertThat(read)
                    .singleElement()
                    .satisfies(page -> assertThat(page.rows()).isLessThan(6 * PAGE));
        }
    }

    @Test
    void findTheSameAsIfEveryRunWereLookedAt() {
        PipelineRunList all = new PipelineRunList(queries, new HistoryProperties(1, 1, 1, 1_000_000));
        forPairs(7, (name, filter, number) -> {
            List<String> expected = names(all, filter);
            try {
                assertThat(names(runs, filter)).as(name).isEqualTo(expected);
            } catch (SparseFilterException e) {
                assertThat(expected.size()).as(name).isLessThanOrEqualTo(PAGE);
            }
        });
    }

    @Test
    void sayWhatWouldNarrowThem() {
        PipelineRunFilter filter =
                PipelineRunFilter.where().reasons(List.of("None")).build();
        assertThatThrownBy(() -> runs.after(filter, null, PAGE))
                .isInstanceOf(SparseFilterException.class)
                .hasMessageContaining("200 runs")
                .hasMessageContaining("`createdAt`");
        assertThat(runs.count(filter, 100).isExact()).isFalse();
        assertThat(runs.facets(filter, 100, 10).isExact()).isFalse();

        PipelineRunFilter narrowed = PipelineRunFilter.where()
                .reasons(List.of("None"))
                .created(new Span(ago(60), null))
                .build();
        assertThat(runs.after(narrowed, null, PAGE).getContent()).isEmpty();
        assertThat(runs.count(narrowed, 100).isExact()).isTrue();
        assertThat(runs.facets(narrowed, 100, 10).isExact()).isTrue();
    }

    /** What is done with a pair of filters. */
    @FunctionalInterface
    private interface OfAPair {

        void test(String name, PipelineRunFilter filter, int number);
    }

    /** Every so many pairs of filters. */
    private static void forPairs(int every, OfAPair test) {
        List<String> names = List.copyOf(FILTERS.keySet());
        int number = 0;
        for (int one = 0; one < names.size(); one++) {
            for (int other = 0; other < one; other++) {
                if (++number % every == 0) {
                    Builder first = FILTERS.get(names.get(one)).apply(PipelineRunFilter.where());
                    test.test(
                            names.get(one) + " and " + names.get(other),
                            FILTERS.get(names.get(other)).apply(first).build(),
                            number / every);
                }
            }
        }
    }

    private static PipelineRunFilter filter(UnaryOperator<Builder> conditions) {
        return conditions.apply(PipelineRunFilter.where()).build();
    }

    private static ListReads.Bound bound(PipelineRunFilter filter) {
        boolean asksOthers = filter.latestAttemptOnly()
                || filter.newestPerJob()
                || !filter.outcomes().isEmpty()
                || filter.unresolvedOnly();
        long ofBranches = (PAGE + 1L) * RunConditions.of(filter).branchCount();
        return new ListReads.Bound(Math.max(LOOKED_AT, ofBranches), asksOthers ? 10 : 3);
    }

    private static List<String> names(PipelineRunList runs, PipelineRunFilter filter) {
        return runs.after(filter, null, PAGE).getContent().stream()
                .map(PipelineRunRecord::name)
                .toList();
    }

    private static Label label(String key, String... values) {
        return new Label(key, Operator.IN, List.of(values));
    }

    private static SourceFilter source(String repository, String revision, String branch) {
        return new SourceFilter(null, repository, revision, branch, null, null);
    }

    private static Span span(long fromMinutesAgo, long toMinutesAgo) {
        return new Span(ago(fromMinutesAgo), ago(toMinutesAgo));
    }

    private static Instant ago(long minutes) {
        return NOW.minus(Duration.ofMinutes(minutes));
    }
}
