package io.tektonretry.history.database;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Makes statements read rows in index order and stop at their limit. When PostgreSQL expects few rows, it prefers to
 * read and sort the whole range, however large it is.
 */
public @Repository class IndexOrder {

    private static final String DEMAND = """
            select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
                   set_config('enable_incremental_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true)
            """;

    private final JdbcClient jdbc;

    IndexOrder(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Applies until the end of the transaction. */
    public void demand() {
        jdbc.sql(DEMAND).query(row -> {});
    }
}
