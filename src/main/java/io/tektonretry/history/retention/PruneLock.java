package io.tektonretry.history.retention;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps writers of runs away from what is being pruned. */
@Repository
class PruneLock {

    /** Whoever holds it finds rows by their keys alone, also where a plan was made while the tables were empty. */
    private static final String LOCK = """
            select pg_advisory_xact_lock(:key), set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true)
            """;

    private final JdbcClient jdbc;

    PruneLock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the end of the transaction. */
    void take() {
        jdbc.sql(LOCK).param("key", Retention.KEY).query(row -> {});
    }
}
