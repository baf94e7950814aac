package io.tektonretry.history.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.LargeHistory;
import io.tektonretry.history.ListReads;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.postgres.StatementPages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** No filter of requests reads more pages than it shows requests and has branches. */
@HistoryContext
@TestInstance(Lifecycle.PER_CLASS)
class FilteredRequestsIT {

    private static final int REQUESTS = Integer.getInteger("lists.runs", 20_000);
    private static final int LOOKED_AT = 200;
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final String FILL = """
            insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester, requested_at, options, state)
            select cast(md5('request ' || n) as uuid), cast(md5('run ' || n / 2) as uuid), n % 2, cast(md5('run ' || n / 2) as uuid),
                   'team-' || n % 100, 'run-' || n, case when n = :requests - 1 then 'ann' else 'bot-' || n % 7 end,
                   '{"name": "ann", "groups": [], "extra": {}, "authentication": "OIDC"}',
                   cast(:now as timestamptz) - n * interval '1 min', '{}', case when n % 50 = 0 then 'REFUSED' else 'CREATED' end
              from generate_series(cast(:requests as int), 1, -1) n
            """;

    private static final List<List<String>> NAMESPACES = List.of(
            List.of(),
            List.of("none"),
            IntStream.range(10, 30).mapToObj(i -> "team-" + i).toList());

    private static final List<List<RetryRequestState>> STATES =
            List.of(List.of(), List.of(RetryRequestState.REFUSED), List.of(RetryRequestState.CANCELLED));

    @Autowired
    StatementPages pages;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    NativeQueries queries;

    private RetryRequestList requests;
    private ListReads<RetryRequestFilter, RetryRequest> reads;

    @BeforeAll
    void fill() {
        requests = new RetryRequestList(queries, new HistoryProperties(1, 1, 1, LOOKED_AT));
        reads = new ListReads<>(
                pages, requests, new ListPosition(NOW.minus(Duration.ofMinutes(REQUESTS / 2)), new UUID(0, 0)));
        new LargeHistory(jdbc).clear();
        jdbc.sql(FILL).param("requests", REQUESTS).param("now", NOW.toString()).update();
        jdbc.sql("vacuum analyze retry_request").update();
    }

    @AfterAll
    void clear() {
        new LargeHistory(jdbc).clear();
    }

    @Test
    void readFewPagesWithAllFilters() {
        List<String> faults = new ArrayList<>();
        for (List<String> namespaces : NAMESPACES) {
            for (List<RetryRequestState> states : STATES) {
                for (String person : new String[] {null, "bot-1", "ann", "nobody"}) {
                    RetryRequestFilter filter = new RetryRequestFilter(namespaces, states, person, null);
                    long branches = requests.conditions(filter).branchCount();
                    faults.addAll(reads.faults(filter.toString(), filter, new ListReads.Bound(2 * branches, 2)));
                }
                RetryRequestFilter ofARun = new RetryRequestFilter(namespaces, states, null, run(400));
                faults.addAll(reads.faults(ofARun.toString(), ofARun, new ListReads.Bound(LOOKED_AT, 2)));
            }
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void findTheRequests() {
        assertThat(found(new RetryRequestFilter(List.of(), List.of(), "ann", null)))
                .containsExactly("run-" + (REQUESTS - 1));
        assertThat(found(new RetryRequestFilter(List.of("team-99"), List.of(), null, run(49))))
                .containsExactly("run-99");
        assertThat(found(new RetryRequestFilter(
                        List.of("team-0", "team-1", "team-50"), List.of(RetryRequestState.REFUSED), null, null)))
                .startsWith("run-50", "run-100", "run-150")
                .hasSize(ListReads.PAGE);
    }

    private List<String> found(RetryRequestFilter filter) {
        return requests.after(filter, null, ListReads.PAGE).getContent().stream()
                .map(RetryRequest::name)
                .toList();
    }

    private UUID run(int number) {
        return jdbc.sql("select cast(md5('run ' || :number) as uuid)")
                .param("number", number)
                .query(UUID.class)
                .single();
    }
}
