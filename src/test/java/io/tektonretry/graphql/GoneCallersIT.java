package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.access.Caller;
import io.tektonretry.access.Caller.Authentication;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.graphql.limit.ConcurrentCalls;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.CallerWatches;
import io.tektonretry.web.SlowCaller;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries end when nobody waits for them any more, long before their time is over. */
@GraphQlContext
class GoneCallersIT {

    private static final String QUERY = "{\"query\":\"{ pipelineRuns { nodes { name } } }\"}";
    private static final String LENGTH = "Content-Length: " + QUERY.length();

    @Autowired
    Recorded recorded;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    AnswerMemory memory;

    @Autowired
    CallerWatches watches;

    @Autowired
    ConcurrentCalls calls;

    @Autowired
    ApiLimits limits;

    @LocalServerPort
    int port;

    private long goneBefore;

    @BeforeEach
    void record() {
        goneBefore = watches.gone();
        recorded.clear();
        recorded.recordFirstRuns("a-chain-stops-at-its-middle-task", 1);
    }

    @AfterEach
    void leavesNothing() {
        await().until(() -> memory.taken() == 0);
        await().until(() -> watches.count() == 0);
        await().until(this::hasAllSlots);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelsTheStatementOfACallerWhoHasGone(boolean isChunked) throws Exception {
        String length = isChunked ? "Transfer-Encoding: chunked" : LENGTH;
        String body = isChunked ? "%x\r\n%s\r\n0\r\n\r\n".formatted(QUERY.length(), QUERY) : QUERY;
        try (HeldTable held = hold()) {
            try (SlowCaller caller = SlowCaller.posting(port, "/graphql", length)) {
                caller.send(body);
                await().until(() -> waiting() == 1);
                assertThat(hasAllSlots()).isFalse();
            }
            await().until(() -> gone() == 1);
            await().until(() -> waiting() == 0);
            await().until(this::hasAllSlots);
            await().until(() -> memory.taken() == 0);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void cancelsTheStatementOfACallerWhoResetsTheConnection() throws Exception {
        try (HeldTable held = hold()) {
            try (SlowCaller caller = posting()) {
                caller.resetWhenClosed();
                await().until(() -> waiting() == 1);
            }
            await().until(() -> gone() == 1);
            await().until(() -> waiting() == 0);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void goesOnWithAMutation() throws Exception {
        String mutation = """
                {"query":"mutation { retryPipelineRun(input: {runId: \\"%s\\"}) { run { name } } }"}
                """.formatted(new NodeId.Run(jdbc.sql("select uid from pipeline_run")
                        .query(UUID.class)
                        .single())
                .encoded());
        try (HeldTable held = hold()) {
            try (SlowCaller caller = SlowCaller.posting(port, "/graphql", "Content-Length: " + mutation.length())) {
                caller.send(mutation);
                await().until(() -> !hasAllSlots());
            }
            try (SlowCaller asking = posting()) {
                await().until(() -> waiting() == 1);
                asking.leave();
            }
            await().until(() -> gone() == 1);
            await().until(() -> waiting() == 0);
            assertThat(hasAllSlots()).isFalse();
            assertThat(held.isHeld()).isTrue();
        }
        await().until(() -> jdbc.sql("select count(*) from retry_request")
                        .query(Integer.class)
                        .single()
                == 1);
        await().until(this::hasAllSlots);
    }

    @Test
    void takesACallerForGoneWhoWillSendNothingMore() throws Exception {
        try (HeldTable held = hold();
                SlowCaller caller = posting()) {
            await().until(() -> waiting() == 1);
            caller.endSending();
            await().until(() -> gone() == 1);
            assertThat(caller.answer()).contains("\"TIMEOUT\"");
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void answersACallerWhoStays() throws Exception {
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", LENGTH, "Connection: close")) {
            try (HeldTable held = hold();
                    SlowCaller gone = posting()) {
                caller.send(QUERY);
                await().until(() -> waiting() == 2);
                gone.leave();
                await().until(() -> gone() == 1);
                await().until(() -> waiting() == 1);
                assertThat(held.isHeld()).isTrue();
            }
            assertThat(caller.answer()).startsWith("HTTP/1.1 200").contains("\"app-release-");
        }
    }

    /** Whether the next call comes in one piece with the first one, or while it is worked on and looked after. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersTheNextCallOnTheSameConnection(boolean inOnePiece) throws Exception {
        String next =
                "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer alices\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 29\r\n%s\r\n{\"query\":\"{ x: __typename }\"}";
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", LENGTH)) {
            try (HeldTable held = hold();
                    SlowCaller gone = posting()) {
                await().until(() -> waiting() == 1);
                caller.send(inOnePiece ? QUERY + next.formatted("") : QUERY);
                await().until(() -> waiting() == 2);
                if (!inOnePiece) {
                    caller.send(next.formatted("").substring(0, 20));
                }
                gone.leave();
                await().until(() -> waiting() == 1);
                if (!inOnePiece) {
                    caller.send(next.formatted("").substring(20));
                }
                for (int looks = 0; looks < 2; looks++) {
                    try (SlowCaller another = posting()) {
                        await().until(() -> waiting() == 2);
                        another.resetWhenClosed();
                    }
                    await().until(() -> waiting() == 1);
                }
                assertThat(held.isHeld()).isTrue();
            }
            caller.send(next.formatted("Connection: close\r\n"));
            assertThat(caller.answer().split("HTTP/1.1 200", -1))
                    .satisfiesExactly(
                            before -> assertThat(before).isEmpty(),
                            first -> assertThat(first).contains("\"app-release-"),
                            second -> assertThat(second).contains("{\"x\":\"Query\"}"),
                            third -> assertThat(third).contains("{\"x\":\"Query\"}", "Connection: close"));
        }
    }

    @Test
    void isLeftNothingByCallersWhoGoAtAnyMoment() throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 5; round++) {
            try (HeldTable held = round % 2 == 0 ? hold() : null) {
                List<CompletableFuture<Void>> callers = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    int sent = random.nextInt(QUERY.length() * 2);
                    int pause = random.nextInt(400);
                    callers.add(
                            CompletableFuture.runAsync(() -> comeAndGo(sent, pause), task -> new Thread(task).start()));
                }
                callers.forEach(CompletableFuture::join);
                await().until(() -> watches.count() == 0);
                await().until(() -> waiting() == 0);
                assertThat(held == null || held.isHeld()).isTrue();
            }
        }
    }

    private void comeAndGo(int sent, int pause) {
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", LENGTH)) {
            caller.send(QUERY.substring(0, Math.min(sent, QUERY.length())));
            if (pause % 3 == 0) {
                caller.resetWhenClosed();
            }
            Thread.sleep(pause);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SlowCaller posting() throws IOException {
        SlowCaller caller = SlowCaller.posting(port, "/graphql", LENGTH);
        caller.send(QUERY);
        return caller;
    }

    /** How many callers of the test were found to be gone. */
    private long gone() {
        return watches.gone() - goneBefore;
    }

    /** How many queries wait for the table. */
    private long waiting() {
        return jdbc.sql("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like 'select r.* from pipeline_run%'
                        """).query(Long.class).single();
    }

    private boolean hasAllSlots() {
        Caller alice = new Caller("alice", null, List.of(), Map.of(), Authentication.NONE);
        int taken = 0;
        try {
            while (taken < limits.maxConcurrentCalls()) {
                calls.begin(alice);
                taken++;
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        } finally {
            for (int i = 0; i < taken; i++) {
                calls.end(alice);
            }
        }
    }

    private HeldTable hold() throws SQLException {
        return HeldTable.hold(database);
    }

    /** Keeps the runs from whoever asks for them. */
    private record HeldTable(Connection connection) implements AutoCloseable {

        static HeldTable hold(DataSource database) throws SQLException {
            Connection connection = database.getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table pipeline_run in access exclusive mode");
            }
            return new HeldTable(connection);
        }

        boolean isHeld() throws SQLException {
            return connection.isValid(10);
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }
}
