package io.tektonretry.history.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the database is used.
 *
 * @param statementTimeout after which PostgreSQL cancels a statement, whoever waits for it; migrations alone take as long as they need
 * @param documentsInMemory how much JSON of recorded objects is held at a time to plan retries and to look into objects; a lineage
 *     that has more can't be planned
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

    /** What a connection is begun with. No statement is worth compiling, which takes longer than any of them. */
    public String initialSql() {
        return "set statement_timeout = %d; set jit = off".formatted(statementTimeout.toMillis());
    }
}
