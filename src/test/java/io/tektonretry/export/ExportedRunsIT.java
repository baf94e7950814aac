package io.tektonretry.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.LargeHistory;
import io.tektonretry.postgres.StatementPages;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A chunk reads as many pages as it has runs, wherever it is. */
@HistoryContext
class ExportedRunsIT {

    private static final int RUNS = 5_000;
    private static final int CHUNK = 20;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Test
    void aChunkReadsFewPages() {
        LargeHistory history = new LargeHistory(jdbc);
        history.fill(RUNS, NOW);
        ExportedRuns runs = new ExportedRuns(jdbc);

        for (int minutes : new int[] {RUNS * 5 + 1, RUNS * 5 / 2, 200, 0}) {
            ExportPosition position = ExportPosition.before("ci", NOW.minusSeconds(minutes * 60L));
            List<StatementPages.Read> read = pages.during(() -> runs.after(position, NOW, CHUNK));
            assertThat(read)
                    .singleElement()
                    .satisfies(statement -> assertThat(statement.pages()).isLessThanOrEqualTo(6L * CHUNK));
        }
        history.clear();
    }
}
