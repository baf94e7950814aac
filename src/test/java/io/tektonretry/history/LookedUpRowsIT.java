package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.document.Documents;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.postgres.StatementPages;
import io.tektonretry.postgres.StatementPages.Plan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DataFormatException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What belongs to the runs of a page is looked up, however many other runs there are. */
@HistoryContext
class LookedUpRowsIT {

    private static final int RUNS = 2_000;
    private static final int PAGE = 20;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    /** A run has two children; several steps read each of them. */
    private static final long ROWS_OF_A_RUN = 20;

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PipelineRunRecords runs;

    @Autowired
    SameCommitRuns sameCommit;

    @Autowired
    RunFailures failures;

    @Autowired
    StalledRuns stalled;

    @Autowired
    Reruns reruns;

    @Autowired
    PipelineTasks tasks;

    @Autowired
    RetryRequests requests;

    @Autowired
    Gaps gaps;

    @Autowired
    Documents documents;

    @Autowired
    RecordedLineages lineages;

    @BeforeEach
    void fill() {
        new LargeHistory(jdbc).fill(RUNS, NOW);
    }

    @AfterEach
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @ParameterizedTest
    @EnumSource
    void areThoseOfThePage(Plan plan) {
        List<UUID> page = jdbc.sql("select uid from pipeline_run order by uid limit :page")
                .param("page", PAGE)
                .query(UUID.class)
                .list();
        Map<String, Runnable> lookups = new LinkedHashMap<>();
        lookups.put("runs", () -> runs.findByUids(page));
        lookups.put("newest of their jobs", () -> runs.newestOfJob(page));
        lookups.put("attempts", () -> runs.attempts(page));
        lookups.put("lineages", () -> runs.lineages(page));
        lookups.put(
                "same commit",
                () -> sameCommit.find(page.stream()
                        .map(uid -> new SameCommitRuns.Wanted(uid, 3))
                        .toList()));
        lookups.put("failures", () -> failures.of(page));
        lookups.put("stalled", () -> stalled.find(page, NOW));
        lookups.put("reruns", () -> reruns.runningOrSucceeded(page));
        lookups.put("tasks", () -> tasks.of(page));
        lookups.put("tasks of a name", () -> tasks.of(page, List.of("test")));
        lookups.put("requests", () -> requests.ofRuns(page));
        lookups.put("requests by id", () -> requests.find(page));
        lookups.put("open requests", () -> requests.open(page));
        lookups.put("completeness", () -> gaps.of(page));
        lookups.put("documents", () -> isRead(() -> documents.texts(page)));
        lookups.put("whole lineages", () -> isRead(() -> lineages.read(page, (uid, lineage) -> 1)));

        assertThat(lookups)
                .allSatisfy((name, lookup) -> assertThat(pages.during(plan, lookup))
                        .isNotEmpty()
                        .allSatisfy(read -> assertThat(read.rows())
                                .as("%s by %s", read.statement(), read.scans())
                                .isLessThan(ROWS_OF_A_RUN * PAGE)));
    }

    /** The bodies of these documents are no JSON. */
    private static void isRead(ThrowingCallable lookup) {
        assertThatThrownBy(lookup).hasRootCauseInstanceOf(DataFormatException.class);
    }
}
