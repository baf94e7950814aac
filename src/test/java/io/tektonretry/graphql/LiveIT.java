package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.graphql.live.ChangeCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Follows runs over WebSockets. */
class LiveIT extends LiveCalls {

    private static final String FOLLOW_LINEAGE = """
            subscription ($id: ID!, $after: String) {
              retryLineageChanged(id: $id, after: $after) { cursor kind run { name status } task { name status } } }
            """;

    @Test
    void tellsWhatHappensToRunsInItsOrder() {
        follow(cursor());
        runs.running("a", 1);
        assertThat(told(1)).containsExactly("RUN_CREATED a RUNNING");
        runs.taskRunning("a", "compile", 2);
        assertThat(told(1)).containsExactly("TASK_UPDATED a RUNNING compile RUNNING");
        runs.failed("a", 3);
        assertThat(told(1)).containsExactly("RUN_FINISHED a FAILED");
    }

    @Test
    void tellsOfOneRunOnlyWhatHappensToIt() {
        runs.failed("a", 1);
        live.subscribe("1", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", cursor()));
        runs.failed("b", 2);
        runs.retry("a-r1", "a");

        assertThat(told(1)).containsExactly("RETRY_CREATED a FAILED");
    }

    @Test
    void tellsOfALineageWhatItsRetriesDo() {
        runs.failed("a", 1);
        live.subscribe("1", FOLLOW_LINEAGE, Map.of("id", runs.id("a"), "after", cursor()));
        runs.retry("a-r1", "a");
        runs.failed("a-r1", 5);

        assertThat(told(3))
                .extracting(change -> change.substring(0, change.lastIndexOf(' ')))
                .containsExactly("RUN_CREATED a-r1", "RETRY_CREATED a", "RUN_FINISHED a-r1");
    }

    @Test
    void goesOnAfterTheLastCursorWithoutAGap() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String cursor = cursor();
        runs.running("a", 1);
        for (int version = 2; version <= 120; version++) {
            runs.running("a", version);
        }
        List<String> seen = new ArrayList<>();
        while (seen.size() < 120) {
            try (LiveSocket broken = LiveSocket.open(port, "alices")) {
                broken.subscribe("1", FOLLOW_RUNS, Map.of("namespaces", List.of(runs.namespace()), "after", cursor));
                int until = Math.min(120, seen.size() + 1 + random.nextInt(40));
                while (seen.size() < until) {
                    JsonNode change = change(broken.await("next"));
                    cursor = change.path("cursor").asString();
                    seen.add(cursor);
                }
            }
        }
        List<Long> places = seen.stream().map(ChangeCursor::decode).toList();
        assertThat(places)
                .as("seed %d", seed)
                .containsExactlyElementsOf(jdbc.sql("select seq from change where namespace = :namespace order by seq")
                        .param("namespace", runs.namespace())
                        .query(Long.class)
                        .list());
    }

    @Test
    void tellsOnlyWhatTheCallerMaySee() {
        LiveRuns hidden = LiveRuns.of(recorder);
        String after = cursor();
        mayList(Set.of(runs.namespace()));
        live.subscribe(
                "1",
                "subscription ($after: String) { pipelineRunsChanged(after: $after) { run { namespace } } }",
                Map.of("after", after));
        hidden.running("a", 1);
        runs.running("a", 2);
        assertThat(change(live.await("next")).at("/run/namespace").asString()).isEqualTo(runs.namespace());

        live.subscribe("2", FOLLOW_RUN, Map.of("id", hidden.id("a")));
        assertThat(code(live.await("error"))).isEqualTo("RUN_NOT_FOUND");
        live.subscribe("3", FOLLOW_RUNS, Map.of("namespaces", List.of(hidden.namespace())));
        assertThat(code(live.await("error"))).isEqualTo("FORBIDDEN");
    }

    @Test
    void endsWhenTheCallerLosesTheRight() {
        runs.running("a", 1);
        live.subscribe("1", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", cursor()));
        live.subscribe("2", FOLLOW_LINEAGE, Map.of("id", runs.id("a"), "after", cursor()));
        runs.running("a", 2);
        live.await("next");
        live.await("next");
        mayList(Set.of());

        assertThat(List.of(code(live.await("error")), code(live.await("error"))))
                .containsOnly("FORBIDDEN");
    }

    @Test
    @TestsFault(30)
    void keepsTellingWhenPostgresGivesNoHints() {
        live.subscribe("1", FOLLOW_RUNS, Map.of("namespaces", List.of(runs.namespace()), "after", cursor()));
        jdbc.sql(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tekton-retry hints' and datname = current_database()")
                .query(row -> {});
        for (int version = 1; version <= 3; version++) {
            long recorded = System.nanoTime();
            runs.running("a", version);
            told(1);
            assertThat(Duration.ofNanos(System.nanoTime() - recorded)).isLessThan(Duration.ofSeconds(4));
        }
    }

    private void mayList(Set<String> namespaces) {
        cluster.access(review -> namespaces.contains(
                review.path("resourceAttributes").path("namespace").asString("")));
    }
}
