package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.database.ListPosition;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** How long the audit keeps what it was told, unchanged. */
@GraphQlContext
class AuditRetentionIT extends AuditedCalls {

    @Autowired
    AuditEvents events;

    @ParameterizedTest
    @ValueSource(
            strings = {"update audit_event set actor = 'mallory'", "delete from audit_event", "truncate audit_event"})
    void isNotChanged(String statement) {
        retry(Map.of("runId", "build-42"));

        assertThatThrownBy(() -> jdbc.sql(statement).update()).rootCause().hasMessageContaining("insert-only");
        assertThat(audited.outcomes()).containsExactly("REFUSED INVALID_INPUT");
    }

    @Test
    void losesWhatIsOldAlone() {
        Instant expired = Instant.now().minus(Duration.ofDays(400));
        removed(expired, 1_000_000);
        retry(Map.of("runId", "build-42"));
        retry(Map.of("runId", "build-43"));
        jdbc.sql(
                        "insert into audit_event (id, at, action, outcome, actor, actor_groups, authentication, params, overrides)"
                                + " select gen_random_uuid(), now() - interval '500 days', 'RETRY_PIPELINE_RUN', 'ALLOWED', 'alice', '{}', 'OIDC', '{}', '{}'"
                                + " from generate_series(1, 3)")
                .update();

        assertThat(removed(expired, 2)).containsExactly(2, 1);
        assertThat(removed(expired, 2)).containsExactly(0);
        assertThat(audited.rows()).hasSize(2);
    }

    @Test
    void keepsWhatIsToldOfARunForAsLongAsTheRunIsRecorded() {
        Instant expired = Instant.now().minus(Duration.ofDays(400));
        jdbc.sql(
                        "insert into audit_event (id, at, action, outcome, actor, actor_groups, authentication, run_uid, params, overrides)"
                                + " select gen_random_uuid(), now() - interval '500 days', 'RETRY_PIPELINE_RUN', 'ALLOWED', 'alice', '{}', 'OIDC', uid, '{}', '{}'"
                                + " from pipeline_run where name = :run")
                .param("run", RUN)
                .update();
        removed(expired, 1_000_000);
        assertThat(old(expired)).isEqualTo(1);

        recorded.clear();
        removed(expired, 1_000_000);
        assertThat(old(expired)).isZero();
    }

    /** In each chunk. */
    private List<Integer> removed(Instant before, int chunk) {
        List<Integer> removed = new ArrayList<>();
        @Nullable ListPosition from = ListPosition.BEGINNING;
        while (from != null) {
            AuditEvents.Chunk some = events.deleteBefore(before, from, chunk);
            removed.add(some.removed());
            from = some.next();
        }
        return removed;
    }

    private int old(Instant expired) {
        return jdbc.sql("select count(*) from audit_event where at < :expired")
                .param("expired", Timestamp.from(expired))
                .query(Integer.class)
                .single();
    }
}
