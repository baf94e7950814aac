package io.tektonretry.history.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.LargeHistory;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.SameCommitRuns;
import io.tektonretry.history.SameCommitRuns.Wanted;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditFilter;
import io.tektonretry.history.audit.AuditList;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.coverage.UnobservedChildren;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.request.BulkRetryRows;
import io.tektonretry.history.request.RetryRequestFilter;
import io.tektonretry.history.request.RetryRequestList;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.retention.ForeignEvidence.Kind;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.postgres.StatementPages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.Window;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is done in the background reads as many pages as it finds rows, and not as many as there are. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class PagesReadIT {

    private static final int RUNS = 10_000;

    private static final int CHUNK = 20;

    /** The way down some indexes. */
    private static final long NOTHING = 40;

    /** Some pages for each row, its children and all that belongs to them. */
    private static final long OF_A_CHUNK = 60L * CHUNK;

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Retention retention;

    @Autowired
    OrphanedTaskRuns loose;

    @Autowired
    ForeignEvidence evidence;

    @Autowired
    EvidenceOfSuccess success;

    @Autowired
    UnobservedChildren unobserved;

    @Autowired
    AuditEvents audit;

    @Autowired
    RetryRequests requests;

    @Autowired
    BulkRetryRows bulk;

    @Autowired
    Tombstones tombstones;

    @Autowired
    Gaps gaps;

    @Autowired
    Quarantine quarantine;

    @Autowired
    PipelineRunRecords runs;

    @Autowired
    PipelineRunList list;

    @Autowired
    SameCommitRuns sameCommit;

    @Autowired
    RetryRequestList requestList;

    @Autowired
    AuditList auditList;

    @BeforeAll
    void fill() {
        new LargeHistory(jdbc).fill(RUNS, NOW);
    }

    /** Also for those who find what is recorded by itself in these tables. */
    @AfterAll
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @TestFactory
    Stream<DynamicTest> areFewWhereNothingIsToBeDone() {
        Instant old = NOW.minus(Duration.ofDays(300));
        return Stream.of(
                readsAtMost(NOTHING, "runs", () -> prune(List.of(after(300)), ListPosition.BEGINNING)),
                readsAtMost(
                        NOTHING,
                        "TaskRuns without a run",
                        () -> loose.prune(List.of(after(1)), NOW, ListPosition.BEGINNING, CHUNK, false)),
                readsAtMost(NOTHING, "Events", () -> evidence.prune(Kind.EVENTS, old, CHUNK)),
                readsAtMost(NOTHING, "pods", () -> evidence.prune(Kind.PODS, old, CHUNK)),
                readsAtMost(NOTHING, "evidence of success", () -> success.prune(old, NOW, CHUNK)),
                readsAtMost(
                        NOTHING,
                        "unobserved children",
                        () -> unobserved.count(new ListPosition(NOW, new UUID(0, 0)), CHUNK)),
                readsAtMost(NOTHING, "audit events", () -> audit.deleteBefore(old, ListPosition.BEGINNING, CHUNK)),
                readsAtMost(NOTHING, "requests", () -> requests.deleteWithoutRun(NOW, CHUNK)),
                readsAtMost(NOTHING, "calls for many", () -> bulk.deleteBefore(NOW, CHUNK)),
                readsAtMost(NOTHING, "tombstones", () -> tombstones.forgetGone(NOW, CHUNK)),
                readsAtMost(NOTHING, "gaps", () -> gaps.forget(NOW, CHUNK)),
                readsAtMost(NOTHING, "quarantine", () -> quarantine.forget(NOW, CHUNK)));
    }

    @TestFactory
    Stream<DynamicTest> areAsManyAsAChunkHasRowsWhereverItIs() {
        ListPosition within = new ListPosition(NOW.minus(Duration.ofDays(20)), new UUID(0, 0));
        RetentionRule ofOthers =
                new RetentionRule(Duration.ofDays(1), List.of("others"), List.of(), Map.of("app", "other"));
        return Stream.of(
                readsAtMost(OF_A_CHUNK, "runs that stay", () -> prune(List.of(ofOthers), within)),
                readsAtMost(OF_A_CHUNK, "runs that go", () -> prune(List.of(after(2)), within)),
                readsAtMost(OF_A_CHUNK, "Events", () -> evidence.prune(Kind.EVENTS, NOW, CHUNK)),
                readsAtMost(OF_A_CHUNK, "more Events", () -> evidence.prune(Kind.EVENTS, NOW, CHUNK)),
                readsAtMost(OF_A_CHUNK, "pods", () -> evidence.prune(Kind.PODS, NOW, CHUNK)),
                readsAtMost(OF_A_CHUNK, "evidence of success", () -> success.prune(NOW, NOW, CHUNK)),
                readsAtMost(OF_A_CHUNK, "more evidence of success", () -> success.prune(NOW, NOW, CHUNK)),
                readsAtMost(OF_A_CHUNK, "unobserved children", () -> unobserved.count(within, CHUNK)),
                readsAtMost(OF_A_CHUNK, "audit events", () -> audit.deleteBefore(NOW, within, CHUNK)));
    }

    @TestFactory
    Stream<DynamicTest> areFewForWhatASourceIsAskedFor() {
        SourceFilter rare = new SourceFilter(null, "acme/rare", null, null, null, null);
        SourceFilter request = new SourceFilter(null, "acme/app", null, null, "600", null);
        SourceFilter commit = new SourceFilter(null, null, "commit 2400", null, null, "unit");
        SourceFilter none = new SourceFilter(null, "acme/none", null, null, null, null);
        UUID oldest = runs.findNewest("ci", "run-" + (RUNS - 1)).orElseThrow().uid();
        return Stream.of(
                readsAtMost(OF_A_CHUNK, "a repository", () -> list(rare, 1)),
                readsAtMost(OF_A_CHUNK, "a pull request", () -> list(request, 16)),
                readsAtMost(OF_A_CHUNK, "a commit", () -> list(commit, 4)),
                readsAtMost(NOTHING, "an unknown repository", () -> list(none, 0)),
                readsAtMost(OF_A_CHUNK, "the newest of each job", this::newestOfJobs),
                readsAtMost(OF_A_CHUNK, "runs of one commit", () -> sameCommit.find(List.of(new Wanted(oldest, 100)))));
    }

    @TestFactory
    Stream<DynamicTest> areAsManyAsAPageOfAListHasRowsWhereverItIs() {
        ListPosition within = new ListPosition(NOW.minus(Duration.ofDays(20)), new UUID(0, 0));
        return Stream.of(
                readsAtMost(
                        OF_A_CHUNK, "older requests", () -> read(requestList::after, RetryRequestFilter.ALL, within)),
                readsAtMost(
                        OF_A_CHUNK, "newer requests", () -> read(requestList::before, RetryRequestFilter.ALL, within)),
                readsAtMost(OF_A_CHUNK, "older audit events", () -> read(auditList::after, AuditFilter.ALL, within)),
                readsAtMost(OF_A_CHUNK, "newer audit events", () -> read(auditList::before, AuditFilter.ALL, within)));
    }

    private interface Reading<F> {

        Window<?> read(F filter, ListPosition position, int limit);
    }

    private static <F> void read(Reading<F> reading, F filter, ListPosition position) {
        Window<?> read = reading.read(filter, position, CHUNK);
        assertThat(read.getContent()).hasSize(CHUNK);
        assertThat(read.hasNext()).isTrue();
    }

    private void newestOfJobs() {
        PipelineRunFilter newest = PipelineRunFilter.where()
                .latestAttemptOnly(true)
                .newestPerJob(true)
                .build();
        assertThat(list.after(newest, null, CHUNK).getContent()).hasSize(CHUNK);
        assertThat(list.after(newest.in(List.of("ci", "cd")), null, CHUNK).getContent())
                .hasSize(CHUNK);
    }

    private void list(SourceFilter source, int expected) {
        PipelineRunFilter filter = PipelineRunFilter.where().source(source).build();
        assertThat(list.after(filter, null, 100).getContent()).hasSize(expected);
        assertThat(list.after(filter.in(List.of("ci", "cd")), null, 100).getContent())
                .hasSize(expected);
        assertThat(list.count(filter, 100).value()).isEqualTo(expected);
    }

    private DynamicTest readsAtMost(long most, String name, Runnable work) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThat(pages.during(work))
                        .isNotEmpty()
                        .allSatisfy(read ->
                                assertThat(read.pages()).as(read.statement()).isLessThanOrEqualTo(most)));
    }

    private void prune(List<RetentionRule> rules, ListPosition from) {
        retention.prune(rules, NOW, from, CHUNK, false);
    }

    private static RetentionRule after(int days) {
        return new RetentionRule(Duration.ofDays(days), List.of(), List.of(), Map.of());
    }
}
