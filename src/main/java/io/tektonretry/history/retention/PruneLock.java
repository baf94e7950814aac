package io.tektonretry.history.retention;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Locks out writers of runs while pruning. */
@Repository
class PruneLock {

    /** Statements under this lock must find rows by index, even if they were planned while the tables were empty. */
    private static final String LOCK = """
            select pg_advisory_xact_lock(:key), set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true)
            """;

    private final JdbcClient jdbc;

    PruneLock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Held until the end of the transaction. */
    void take() {
        jdbc.sql(LOCK).param("key", Retention.KEY).query(row -> {});
    }
}
