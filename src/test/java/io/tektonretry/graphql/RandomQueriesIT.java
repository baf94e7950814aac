package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.GraphQLSchema;
import io.tektonretry.graphql.live.ChangeCursor;
import io.tektonretry.graphql.relay.ListCursor;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.database.ListPosition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whatever is asked, the service answers, and says nothing about its inside. {@code -Dfaults.queries=20000} asks more,
 * {@code -Dfaults.seed=7} begins elsewhere, and both together repeat what failed.
 */
@GraphQlContext
class RandomQueriesIT {

    private static final int COUNT = Integer.getInteger("faults.queries", 250);
    private static final long SEED = Long.getLong("faults.seed", 1);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Pattern INSIDE = Pattern.compile(
            "\"INTERNAL_ERROR\"|(io\\.tektonretry|java|javax|jakarta|org\\.\\w+|com\\.\\w+|graphql|tools\\.jackson|io\\.\\w+)\\.\\w+\\.[\\w.]*[A-Z]\\w+"
                    + "|\\w+Exception|SQLSTATE|ERROR: ");

    @Autowired
    Recorded recorded;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    GraphQlSource source;

    @LocalServerPort
    int port;

    private Duration slowest = Duration.ZERO;

    @Test
    void nothingThatIsAskedBreaksTheService() throws Exception {
        recorded.clear();
        recorded.record("a-chain-stops-at-its-middle-task");
        recorded.record("pipeline-results-come-from-succeeded-and-failed-tasks");
        recorded.record("the-dashboard-reruns-a-failed-run");
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 5);
        List<String> known = known();

        ask(known, 0, COUNT / 2);
        long before = heap();
        ask(known, COUNT / 2, COUNT);

        assertThat(heap() - before).as("growth of the heap in bytes").isLessThan(32 << 20);
        if (System.getProperty("faults.queries") != null) {
            assertThat(slowest).isLessThan(Duration.ofSeconds(5));
        }
    }

    private void ask(List<String> known, int from, int to) throws IOException, InterruptedException {
        GraphQLSchema schema = source.schema();
        for (int i = from; i < to; i++) {
            String body = RandomQueries.body(schema, known, SEED + i);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                    .header("Authorization", "Bearer alices")
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofMinutes(1))
                    .POST(BodyPublishers.ofString(body))
                    .build();
            long start = System.nanoTime();
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            String told = "faults.seed=%d: %s%nwas answered with %d after %s: %s"
                    .formatted(SEED + i, body, answer.statusCode(), took, answer.body());
            assertThat(answer.statusCode()).as(told).isBetween(200, 499);
            assertThat(INSIDE.matcher(answer.body()).find()).as(told).isFalse();
        }
    }

    private List<String> known() {
        List<String> known =
                new ArrayList<>(List.of("rec-chain", "rec-plresults", "rec-dashboard", "publish", "compile"));
        jdbc.sql("select uid, name, created_at from pipeline_run order by name").query(row -> {
            UUID uid = row.getObject("uid", UUID.class);
            known.add(row.getString("name"));
            known.add(uid.toString());
            known.add(new NodeId.Run(uid).encoded());
            known.add(new NodeId.Lineage(uid).encoded());
            known.add(new NodeId.Task(uid, "publish").encoded());
            known.add(new NodeId.Attempt(uid, uid, 1).encoded());
            known.add(new NodeId.Request(uid).encoded());
            known.add(ChangeCursor.encode(1));
            known.add(ListCursor.encode(
                    new ListPosition(row.getTimestamp("created_at").toInstant(), uid)));
        });
        return known;
    }

    private static long heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
