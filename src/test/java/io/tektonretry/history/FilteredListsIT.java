package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.PipelineRunFilter.Builder;
import io.tektonretry.history.PipelineRunFilter.Label;
import io.tektonretry.history.PipelineRunFilter.Label.Operator;
import io.tektonretry.history.PipelineRunFilter.Span;
import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.postgres.StatementPages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No filter, alone or with another, reads more pages than it shows runs and is allowed to look at. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class FilteredListsIT {

    private static final int RUNS = Integer.getInteger("tektonretry.filtered-runs", 20_000);

    /** Small, so that looking at every run would stand out. */
    private static final int LOOKED_AT = 200;

    private static final int PAGE = 50;

    private static final int FILLED_AT_ONCE = 1_000;

    private static final long OF_A_RUN = 50;

    /** The way down some indexes. */
    private static final long OF_THE_WAY = 100;

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final String FILL = """
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, reason, created_at, started_at, finished_at,
                    labels, base_uid, root_uid, tasks_hash, source_provider, source_repository, source_job, source_revision,
                    source_branch, source_pull_request, requested_by)
            select u, 'team-' || n % 100, 'run-' || n, 1, n, 'pipeline-' || n % 50, s, 'Reason' || s, t, t + interval '5 s',
                   t + interval '5 min',
                   jsonb_build_object('app', 'app-' || n % 20, 'half', case when n % 2 = 0 then 'even' else 'odd' end, 'quarter',
                       case when n % 4 = 0 then 'yes' else 'no' end, 'all', 'true', 'id', 'x' || n),
                   u, u, 0, 'GITHUB', 'acme/app-' || n % 20, 'unit', 'commit-' || n / 4, 'branch-' || n % 7, null,
                   case when n = :runs - 1 then 'ann' end
              from generate_series(:first, :last) n
             cross join lateral (
                   select cast(md5('run ' || n) as uuid) as u, cast(:now as timestamptz) - n * interval '40 s' as t,
                          case when n % 100 < 88 then 'SUCCEEDED' when n % 100 < 96 then 'FAILED'
                               when n % 100 < 98 then 'CANCELLED' else 'TIMED_OUT' end as s) x
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

    private PipelineRunList runs;

    @BeforeAll
    void fill() {
        runs = new PipelineRunList(queries, new HistoryProperties(1, 1, 1, LOOKED_AT));
        new LargeHistory(jdbc).clear();
        for (int first = 1; first <= RUNS; first += FILLED_AT_ONCE) {
            jdbc.sql(FILL)
                    .param("runs", RUNS)
                    .param("first", first)
                    .param("last", Math.min(RUNS, first + FILLED_AT_ONCE - 1))
                    .param("now", NOW.toString())
                    .update();
        }
        jdbc.sql("vacuum analyze pipeline_run").update();
    }

    @AfterAll
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @Test
    void countsOfManyNamespacesReadNoMoreRunsThanTheyCount() {
        PipelineRunFilter filter = PipelineRunFilter.where()
                .namespaces(IntStream.range(0, 100).mapToObj(i -> "team-" + i).toList())
                .build();

        List<StatementPages.Read> read = pages.during(() -> {
            assertThat(runs.count(filter, 100)).isEqualTo(new BoundedCount(100, false));
            assertThat(runs.facets(filter, 100, 10).isExact()).isFalse();
        });
        assertThat(read)
                .allSatisfy(statement ->
                        assertThat(statement.pages()).as(statement.statement()).isLessThan(100 * (OF_THE_WAY / 10)));
    }

    @Test
    void readFewPagesWithEachFilter() {
        List<String> faults = new ArrayList<>();
        FILTERS.forEach((name, filter) -> faults.addAll(
                faults(name, filter.apply(PipelineRunFilter.where()).build())));

        assertThat(faults).isEmpty();
    }

    @Test
    void readFewPagesWithEveryTwoFilters() {
        List<String> faults = new ArrayList<>();
        FILTERS.forEach((one, first) -> FILTERS.forEach((other, second) -> {
            if (one.compareTo(other) < 0) {
                faults.addAll(faults(
                        one + " and " + other,
                        second.apply(first.apply(PipelineRunFilter.where())).build()));
            }
        }));

        assertThat(faults).isEmpty();
    }

    @Test
    void findTheSameAsIfEveryRunWereLookedAt() {
        PipelineRunList all = new PipelineRunList(queries, new HistoryProperties(1, 1, 1, 1_000_000));
        FILTERS.forEach((one, first) -> FILTERS.forEach((other, second) -> {
            if (one.compareTo(other) <= 0 && (one.length() + other.length()) % 7 == 0) {
                PipelineRunFilter filter =
                        second.apply(first.apply(PipelineRunFilter.where())).build();
                List<String> expected = names(all, filter);
                try {
                    assertThat(names(runs, filter)).as("%s and %s", one, other).isEqualTo(expected);
                } catch (SparseFilterException e) {
                    assertThat(expected.size()).as("%s and %s", one, other).isLessThanOrEqualTo(PAGE);
                }
            }
        }));
    }

    @Test
    void readFewPagesForFailuresThatNothingCameAfter() {
        PipelineRunFilter filter = PipelineRunFilter.ALL.unresolved(
                ago(1_000), List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT));

        assertThat(faults("unresolved", filter)).isEmpty();
        assertThat(faults("unresolved of two namespaces", filter.in(List.of("team-89", "team-90"))))
                .isEmpty();
        assertThat(names(runs, filter.in(List.of("team-89", "team-90")))).isNotEmpty();
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

    private List<String> faults(String name, PipelineRunFilter filter) {
        int[] found = {0};
        List<StatementPages.Read> read = pages.during(() -> {
            try {
                found[0] = runs.after(filter, null, PAGE).getContent().size();
            } catch (SparseFilterException e) {
                found[0] = 0;
            }
        });
        boolean asksOthers = filter.latestAttemptOnly()
                || filter.newestPerJob()
                || !filter.outcomes().isEmpty()
                || filter.unresolvedOnly();
        long looked = Math.max(LOOKED_AT, (PAGE + 1L) * new RunConditions(filter).branchCount());
        long most = OF_THE_WAY + OF_A_RUN * found[0] + looked * (asksOthers ? 10 : 5) / 2;
        StatementPages.Read worst = read.stream()
                .max(Comparator.comparing(StatementPages.Read::pages))
                .orElseThrow();
        return worst.pages() <= most
                ? List.of()
                : List.of("%s: %d pages for %d runs%n%s".formatted(name, worst.pages(), found[0], worst.statement()));
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
