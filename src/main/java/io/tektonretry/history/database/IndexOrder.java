package io.tektonretry.history.database;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Has statements read rows in the order of an index and stop at their limit. Where few rows are expected, PostgreSQL would rather read
 * all of a range and sort it, however many there are in the end.
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

    /** Until the end of the transaction. */
    public void demand() {
        jdbc.sql(DEMAND).query(row -> {});
    }
}
