package io.tektonretry.history.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the database is used.
 *
 * @param statementTimeout after which time PostgreSQL cancels a statement; migrations have no limit
 * @param documentsInMemory maximum size of the JSON of recorded objects held in memory to plan retries and inspect
 * objects; a larger lineage cannot be planned
 */
public @ConfigurationProperties("tektonretry.database") record DatabaseProperties(
        @DefaultValue("25s") Duration statementTimeout,
        @DefaultValue("32MB") DataSize documentsInMemory) {

    public DatabaseProperties {
        if (statementTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "statement-timeout is %s, but it must be positive".formatted(statementTimeout));
        }
        if (documentsInMemory.toMegabytes() < 1) {
            throw new IllegalArgumentException(
                    "documents-in-memory is %s, but it must be at least 1MB".formatted(documentsInMemory));
        }
    }

    /**
     * The SQL that initializes a connection. JIT compilation and parallel plans are off: they begin too slowly for our
     * statements, which read few rows. So are incremental sorts: PostgreSQL would prefer them to the index that has the
     * order of a list, because it expects many values of a column of which the statement selects one.
     */
    public String initialSql() {
        return "set statement_timeout = %d; set jit = off; set max_parallel_workers_per_gather = 0; set enable_incremental_sort = off"
                .formatted(statementTimeout.toMillis());
    }
}
