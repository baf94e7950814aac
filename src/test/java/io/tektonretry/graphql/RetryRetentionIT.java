package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the task that removes old requests leaves of them, and of the calls that asked for many. */
@GraphQlContext
class RetryRetentionIT {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Scheduler scheduler;

    @BeforeEach
    void clear() {
        jdbc.sql("truncate bulk_retry, retry_definition, retry_request").update();
    }

    @Test
    void forgetsACallForManyOnceItsKeyCountsNoLonger() {
        bulk("yesterday", "25 hours");
        bulk("today", "23 hours");
        request("fruitless", "31 days", "REFUSED");
        request("recent", "29 days", "REFUSED");
        request("carried-out", "31 days", "CREATED");

        new RecurringTasks(jdbc, scheduler).start("request-retention");

        await().untilAsserted(
                        () -> assertThat(all("idempotency_key", "bulk_retry")).containsExactly("today"));
        assertThat(all("name", "retry_request")).containsExactly("carried-out", "recent");
    }

    private void bulk(String key, String age) {
        jdbc.sql("""
                        insert into bulk_retry (requested_by, idempotency_key, requested_at, input, run_uids, has_more)
                        values ('alice', :key, now() - cast(:age as interval), '[]', '{}', false)
                        """).param("key", key).param("age", age).update();
    }

    private void request(String name, String age, String state) {
        jdbc.sql("""
                        insert into retry_request
                               (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester,
                                requested_at, options, state, finished_at)
                        values (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), 'ci', :name, 'alice', '{}',
                                now() - cast(:age as interval), '{}', :state, now() - cast(:age as interval))
                        """)
                .param("name", name)
                .param("age", age)
                .param("state", state)
                .update();
    }

    private List<String> all(String column, String table) {
        return jdbc.sql("select %s from %s order by 1".formatted(column, table))
                .query(String.class)
                .list();
    }
}
