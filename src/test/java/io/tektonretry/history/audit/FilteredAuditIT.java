package io.tektonretry.history.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.LargeHistory;
import io.tektonretry.history.ListReads;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.history.database.SparseFilterException;
import io.tektonretry.postgres.StatementPages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No filter of the audit reads more pages than it shows events and is allowed to look at. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class FilteredAuditIT {

    private static final int EVENTS = Integer.getInteger("lists.runs", 20_000);
    private static final int LOOKED_AT = 200;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final String FILL = """
            insert into audit_event
                   (id, at, action, outcome, code, actor, actor_groups, authentication, namespace, run_uid, params, overrides)
            select cast(md5('event ' || n) as uuid), cast(:now as timestamptz) - n * interval '1 min', 'RETRY_PIPELINE_RUN',
                   case when n % 50 = 0 then 'REFUSED' else 'ALLOWED' end, case when n % 50 = 0 then 'STILL_RUNNING' end,
                   case when n = :events - 1 then 'ann' else 'bot-' || n % 7 end, '{}', 'OIDC', 'team-' || n % 100,
                   cast(md5('run ' || n / 2) as uuid), '{}', '{}'
              from generate_series(cast(:events as int), 1, -1) n
            """;

    private static final List<List<String>> NAMESPACES = List.of(
            List.of(),
            List.of("none"),
            IntStream.range(10, 30).mapToObj(i -> "team-" + i).toList());

    private static final List<List<AuditOutcome>> OUTCOMES =
            List.of(List.of(), List.of(AuditOutcome.ALLOWED), List.of(AuditOutcome.REFUSED, AuditOutcome.FAILED));

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    NativeQueries queries;

    private AuditList audit;
    private ListReads<AuditFilter, AuditEvent> reads;

    @BeforeAll
    void fill() {
        audit = new AuditList(queries, new HistoryProperties(1, 1, 1, LOOKED_AT));
        reads = new ListReads<>(pages, audit, new ListPosition(ago(EVENTS / 2), new UUID(0, 0)));
        new LargeHistory(jdbc).clear();
        jdbc.sql(FILL).param("events", EVENTS).param("now", NOW.toString()).update();
        jdbc.sql("vacuum analyze audit_event").update();
    }

    @AfterAll
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @Test
    void readFewPagesWithAllFilters() {
        List<String> faults = new ArrayList<>();
        int number = 0;
        for (List<String> namespaces : NAMESPACES) {
            for (List<AuditOutcome> outcomes : OUTCOMES) {
                for (String actor : new String[] {null, "bot-1", "ann", "nobody"}) {
                    for (String code : new String[] {null, "STILL_RUNNING", "NONE"}) {
                        AuditFilter filter = filter(namespaces, outcomes, actor, code, number);
                        long branches = audit.conditions(filter).branchCount();
                        ListReads.Bound bound =
                                new ListReads.Bound(Math.max(LOOKED_AT, (ListReads.PAGE + 1) * branches), 2);
                        faults.addAll(reads.faults(filter.toString(), filter, bound, number, number / 4));
                        number++;
                    }
                }
            }
        }

        assertThat(faults).isEmpty();
    }

    /** Every fifth with a time, every seventh of a run. */
    private AuditFilter filter(
            List<String> namespaces,
            List<AuditOutcome> outcomes,
            @Nullable String actor,
            @Nullable String code,
            int number) {
        return new AuditFilter(
                namespaces,
                actor == null ? List.of() : List.of(actor),
                outcomes,
                code == null ? List.of() : List.of(code),
                number % 7 == 0 ? new UUID(0, number) : null,
                number % 5 == 0 ? ago(500) : null,
                number % 5 == 0 ? ago(100) : null);
    }

    @Test
    void findTheEventsOrSayWhatWouldNarrowThem() {
        AuditFilter refused =
                new AuditFilter(List.of("team-0"), List.of(), List.of(), List.of("STILL_RUNNING"), null, null, null);
        assertThat(found(refused)).startsWith(ago(100), ago(200), ago(300)).hasSize(ListReads.PAGE);

        AuditFilter unknown =
                new AuditFilter(List.of(), List.of("bot-1"), List.of(), List.of("NONE"), null, null, null);
        assertThatThrownBy(() -> found(unknown))
                .isInstanceOf(SparseFilterException.class)
                .hasMessageContaining("200 events")
                .hasMessageContaining("`during`");
        assertThat(found(
                        new AuditFilter(List.of(), List.of("bot-1"), List.of(), List.of("NONE"), null, ago(500), null)))
                .isEmpty();
    }

    private List<Instant> found(AuditFilter filter) {
        return audit.after(filter, null, ListReads.PAGE).getContent().stream()
                .map(AuditEvent::at)
                .toList();
    }

    private static Instant ago(long minutes) {
        return NOW.minus(Duration.ofMinutes(minutes));
    }
}
