package io.tektonretry.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.postgres.StatementPages;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports read the sums of what they show, however many others there are. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class ReportPagesIT {

    /** The sums of a day of each of four series, each on a page of its own, and the way down the indexes. */
    private static final long MOST = 4 * 30 + 100;

    private static final List<String> FILL =
            List.of("""
            insert into report_series
            select hash_of_series(namespace, pipeline, task, 'acme/app'), namespace, pipeline, task, 'acme/app'
              from (select 'team-' || n % 50 as namespace, 'pipeline-' || n / 50 as pipeline from generate_series(0, 199) n) p,
                   unnest(array['test', null]) task
            """, """
            insert into report_day (series_id, branch_hash, day, attempts, runs)
            select s.id, branch, date '2026-01-01' + day, 1, 1
              from report_series s, generate_series(0, 89) day, unnest(array[0, 7]) branch
            """, """
            insert into duration_day
            select s.id, 0, 'WHOLE', date '2026-01-01' + day, array[1, 2], array[1, 1] from report_series s, generate_series(0, 89) day
            """, """
            insert into retry_outcome
            select gen_random_uuid(), s.id, null, 'USER_CODE', timestamptz '2026-01-01 00:00Z' + day * interval '1 day', true
              from report_series s, generate_series(0, 89) day
            """, "vacuum analyze report_series, report_day, duration_day, retry_outcome");

    private static final ReportScope SCOPE = new ReportScope(
            Instant.parse("2026-01-11T00:00:00Z"),
            Instant.parse("2026-02-10T00:00:00Z"),
            List.of("team-7"),
            List.of(),
            List.of(),
            List.of(),
            null);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    StatementPages pages;

    @BeforeAll
    void fill() {
        clear();
        FILL.forEach(statement -> jdbc.sql(statement).update());
    }

    @AfterAll
    void clear() {
        jdbc.sql("truncate report_series, report_day, duration_day, retry_outcome")
                .update();
    }

    @Test
    void areBounded() {
        RetryReport retries = new RetryReport(jdbc, new RetryDurations(jdbc));
        List<StatementPages.Read> read = pages.during(() -> {
            assertThat(new FlakinessReport(jdbc)
                            .of(SCOPE, FlakinessOrder.FLAKE_RATE, 0, 10)
                            .rows())
                    .hasSize(4)
                    .allSatisfy(row -> assertThat(row.attempts()).isEqualTo(30));
            assertThat(retries.of(
                                    SCOPE,
                                    ReportGroup.PIPELINE,
                                    ReportInterval.WEEK,
                                    EnumSet.allOf(RetryLength.class),
                                    10)
                            .rows())
                    .hasSize(4)
                    .allSatisfy(row -> assertThat(row.figures().runs()).isEqualTo(30));
            assertThat(new RetryWorthReport(jdbc).of(SCOPE, 10).total()).isEqualTo(8);
        });

        assertThat(read)
                .hasSize(4)
                .allSatisfy(statement ->
                        assertThat(statement.pages()).as(statement.statement()).isLessThan(2 * MOST));
    }
}
