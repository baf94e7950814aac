package io.tektonretry.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** PostgreSQL plans statements by what is known of the tables, where it would guess badly. */
@HistoryContext
class PlannerIT {

    private static final String KEYS_TO_ESTIMATE = """
            select distinct format('%s.%s', t.relname, a.attname)
              from pg_index i
              join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
              join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
             where a.atttypid = 'uuid'::regtype
               and not exists (
                   select 1 from pg_index u
                    where u.indrelid = t.oid and u.indisunique and u.indnkeyatts = 1 and u.indkey[0] = a.attnum)
               and coalesce(array_to_string(a.attoptions, ' '), '') not like '%n_distinct=-%'
            """;

    @Autowired
    JdbcClient jdbc;

    @Test
    void usesNoPlansThatTakeLongerToBeginThanOurStatements() {
        assertThat(setting("max_parallel_workers_per_gather")).isEqualTo("0");
        assertThat(setting("jit")).isEqualTo("off");
        assertThat(setting("enable_incremental_sort")).isEqualTo("off");
    }

    @Test
    void knowsHowManyRowsAKeyHas() {
        assertThat(jdbc.sql(KEYS_TO_ESTIMATE).query(String.class).list()).isEmpty();
    }

    private String setting(String name) {
        return jdbc.sql("select current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }
}
