package io.tektonretry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.RunFailures;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps ended runs until they are told, but not for ever. */
@HistoryContext
class EndedRunQueueIT {

    private static final Instant BEFORE_ALL = Instant.parse("2000-01-01T00:00:00Z");

    @Autowired
    JdbcClient jdbc;

    private final EndedRunQueue queue;

    EndedRunQueueIT(@Autowired JdbcClient jdbc, @Autowired RunFailures failures) {
        this.queue = new EndedRunQueue(jdbc, failures);
    }

    @BeforeEach
    void empty() {
        jdbc.sql("delete from ended_run").update();
    }

    @Test
    void queuesARunOnceItEnds() {
        UUID uid = recorded("RUNNING", "null");
        assertThat(queue.next(false, 10)).isEmpty();

        end(uid, "now()");
        jdbc.sql("update pipeline_run set status = 'FAILED', message = 'again' where uid = ?")
                .param(uid)
                .update();

        assertThat(queue.next(false, 10)).containsExactly(uid);
    }

    @Test
    void queuesNoRunThatEndedLongAgo() {
        UUID uid = recorded("RUNNING", "null");
        end(uid, "now() - interval '25 hours'");
        recorded("SUCCEEDED", "now() - interval '25 hours'");

        assertThat(queue.next(false, 10)).isEmpty();
    }

    @Test
    void exportsWhatIsCountedAndForgetsWhatIsExported() {
        List<UUID> uids = List.of(recorded("SUCCEEDED", "now()"), recorded("FAILED", "now()"));

        queue.counted(uids);
        assertThat(queue.next(false, 10)).isEmpty();
        assertThat(queue.next(true, 10)).isEqualTo(uids);

        queue.remove(uids);
        assertThat(queue.next(true, 10)).isEmpty();
    }

    @Test
    void letsOthersGoBeforeARunThatIsRejected() {
        UUID rejected = recorded("SUCCEEDED", "now()");
        UUID other = recorded("SUCCEEDED", "now()");
        queue.counted(List.of(rejected, other));

        queue.postpone(rejected);

        assertThat(queue.next(true, 10)).containsExactly(other, rejected);
        assertThat(queue.drop(Instant.now().plusSeconds(60), 10)).isEqualTo(2);
    }

    @Test
    void dropsTheOldestBeyondTheLimit() {
        recorded("SUCCEEDED", "now()");
        UUID second = recorded("SUCCEEDED", "now()");
        UUID third = recorded("SUCCEEDED", "now()");

        assertThat(queue.drop(BEFORE_ALL, 2)).isEqualTo(1);
        assertThat(queue.next(false, 10)).containsExactly(second, third);
        assertThat(queue.drop(Instant.now().plusSeconds(60), 2)).isEqualTo(2);
    }

    private UUID recorded(String status, String finishedAt) {
        return jdbc.sql("""
                        insert into pipeline_run (uid, namespace, name, epoch, resource_version, status, created_at, started_at,
                                                  finished_at, labels, base_uid, root_uid, tasks_hash)
                        select uid, 'queue', 'run-' || uid, 1, 1, :status, now(), now(), %s, '{}', uid, uid, 0
                          from (select gen_random_uuid() as uid) new
                        returning uid
                        """.formatted(finishedAt))
                .param("status", status)
                .query(UUID.class)
                .single();
    }

    private void end(UUID uid, String finishedAt) {
        jdbc.sql("update pipeline_run set status = 'SUCCEEDED', finished_at = %s where uid = ?".formatted(finishedAt))
                .param(uid)
                .update();
    }
}
