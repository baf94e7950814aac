package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exports of lineages over HTTP. */
@GraphQlContext
class LineageExportIT {

    private static final int MANY = 30_000;
    private static final String ALL = "from=2020-01-01&to=2020-12-31";
    private static final String RECORDED = "namespace=rec-chain&from=2026-01-01&to=2026-12-31";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    Outage outage;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @AfterEach
    void restore() {
        cluster.access(spec -> true);
        recorded.clear();
    }

    @Test
    void sendsARunAndItsRetryAsEvents() throws Exception {
        recorded.record("a-chain-stops-at-its-middle-task");

        List<JsonNode> events = events("lineage.jsonl?" + RECORDED);

        assertThat(events)
                .extracting(event -> event.path("eventType").asString())
                .containsExactly("START", "FAIL", "START", "COMPLETE");
        JsonNode failed = events.get(1);
        JsonNode retry = events.get(3);
        assertThat(failed.at("/job/namespace").asString()).isEqualTo("tekton://default/rec-chain");
        assertThat(failed.at("/job/name").asString())
                .isEqualTo(retry.at("/job/name").asString());
        assertThat(failed.at("/run/facets/errorMessage/message").asString()).contains("Tasks Completed");
        assertThat(failed.at("/run/facets").has("tektonretry_retry")).isFalse();
        String root = failed.at("/run/runId").asString();
        assertThat(retry.at("/run/facets/jobDependencies/upstream/0/run/runId").asString())
                .isEqualTo(root);
        JsonNode facet = retry.at("/run/facets/tektonretry_retry");
        assertThat(facet.path("rootRunId").asString()).isEqualTo(root);
        assertThat(facet.path("retryOfRunId").asString()).isEqualTo(root);
        assertThat(facet.path("attempt").asInt()).isEqualTo(2);
        assertThat(facet.path("reusedFrom")).isNotEmpty().allSatisfy(reused -> {
            assertThat(reused.path("runId").asString()).isEqualTo(root);
            assertThat(reused.path("task").asString()).isNotEmpty();
        });
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("eventTime").asString()).endsWith("Z");
            assertThat(event.path("schemaURL").asString()).startsWith("https://openlineage.io/spec/2-0-2/");
            assertThat(event.path("producer").asString()).isNotEmpty();
        });
    }

    @Test
    void sendsTasksOnRequest() throws Exception {
        recorded.record("a-chain-stops-at-its-middle-task");
        List<JsonNode> runs = events("lineage.jsonl?" + RECORDED);

        List<JsonNode> events = events("lineage.jsonl?tasks=true&" + RECORDED);

        List<JsonNode> tasks = events.stream()
                .filter(event ->
                        event.at("/job/facets/jobType/jobType").asString().equals("TASK"))
                .toList();
        assertThat(events).hasSize(runs.size() + tasks.size());
        Set<String> ofRuns = new HashSet<>(
                runs.stream().map(event -> event.at("/run/runId").asString()).toList());
        assertThat(tasks).hasSizeGreaterThan(4).allSatisfy(event -> {
            assertThat(ofRuns)
                    .contains(event.at("/run/facets/parent/run/runId").asString())
                    .doesNotContain(event.at("/run/runId").asString());
            assertThat(event.at("/job/name").asString())
                    .startsWith(event.at("/run/facets/parent/job/name").asString() + ".");
            assertThat(event.at("/run/facets/parent/root/run/runId").asString()).isNotEmpty();
        });
        assertThat(tasks)
                .extracting(event -> event.path("eventType").asString())
                .contains("START", "COMPLETE", "FAIL");
    }

    @Test
    void sendsATableWithoutFormulas() throws Exception {
        recorded.record("a-chain-stops-at-its-middle-task");
        jdbc.sql("update pipeline_run set message = :message, source_branch = '=HYPERLINK(\"http://x\")'")
                .param("message", "@a, \"b\"\nc")
                .update();

        HttpResponse<String> answer = get("lineage.csv?" + RECORDED);

        assertThat(answer.headers().allValues("Content-Type")).containsExactly("text/csv;header=present;charset=utf-8");
        List<String> lines = List.of(answer.body().split("\r\n"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("run_id,namespace,name,");
        assertThat(lines.get(1)).contains(",\"'@a, \"\"b\"\"\nc\",").contains("\"'=HYPERLINK(\"\"http://x\"\")\"");
        String root = lines.get(1).substring(0, 36);
        assertThat(lines.get(2)).contains("=" + root);
    }

    @Test
    void sendsEachRunOnceInItsOrder() throws Exception {
        fill("one", 1_203, "'0 s'");
        fill("two", 500, "n * interval '1 min'");

        List<String> lines = List.of(get("lineage.csv?" + ALL).body().split("\r\n"));

        assertThat(lines).hasSize(1 + 1_703).doesNotHaveDuplicates();
        assertThat(lines.subList(1204, 1704))
                .allMatch(line -> line.contains(",two,"))
                .isSortedAccordingTo((a, b) -> a.split(",")[7].compareTo(b.split(",")[7]));
        assertThat(get("lineage.csv?namespace=two&from=2020-06-01&to=2020-06-01T00:03:00Z")
                        .body()
                        .split("\r\n"))
                .hasSize(1 + 3);
    }

    @Test
    void sendsOnlyWhatTheCallerMayList() throws Exception {
        fill("one", 3, "'0 s'");
        fill("two", 5, "'0 s'");
        Rights.of(cluster, Set.of("list pipelineruns two", "get pipelineruns one"));

        assertThat(get("lineage.csv?" + ALL).body().split("\r\n")).hasSize(6).noneMatch(line -> line.contains(",one,"));
        assertThat(get("lineage.csv?namespace=one&" + ALL).body().split("\r\n")).hasSize(1);
        assertThat(get("lineage.jsonl?namespace=one&" + ALL).body()).isEmpty();
        Rights.of(cluster, Set.of());
        assertThat(get("lineage.csv?" + ALL).body().split("\r\n")).hasSize(1);
    }

    @Test
    void needsAToken() throws Exception {
        HttpRequest call = HttpRequest.newBuilder(address("lineage.csv?" + ALL)).build();

        assertThat(http.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void endsIncompleteWhenTheRightIsWithdrawn() throws Exception {
        fill("one", MANY, "'0 s'");
        try (InputStream body = begin("lineage.jsonl?" + ALL)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            assertThat(lines.readLine()).startsWith("{");
            Rights.of(cluster, Set.of());

            assertThatThrownBy(() -> lines.lines().count()).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void endsIncompleteWhenTheDatabaseGoesAway() throws Exception {
        fill("one", MANY, "'0 s'");
        try (InputStream body = begin("lineage.jsonl?" + ALL)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            assertThat(lines.readLine()).startsWith("{");
            outage.during(
                    () -> assertThatThrownBy(() -> lines.lines().count()).hasRootCauseInstanceOf(IOException.class));
        }
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        outage.during(() -> assertProblem("lineage.jsonl?" + ALL, 503, "DATABASE_UNAVAILABLE"));
    }

    @Test
    void sendsSoManyExportsToACaller() throws Exception {
        fill("one", MANY, "'0 s'");
        try (InputStream one = begin("lineage.jsonl?" + ALL);
                InputStream two = begin("lineage.jsonl?" + ALL)) {
            assertThat(one.read()).isEqualTo('{');
            assertThat(two.read()).isEqualTo('{');
            assertThat(assertProblem("lineage.csv?" + ALL, 429, "RATE_LIMITED")
                            .headers()
                            .firstValue("Retry-After"))
                    .isPresent();
        }
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("lineage.csv?from=2019-01-01&to=2019-01-02").statusCode() == 200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            to=2020-12-31                                  | INVALID_INPUT
            from=yesterday                                 | INVALID_INPUT
            from=2020-01-01&from=2020-01-02                | INVALID_INPUT
            from=-100000-01-01&to=2020-01-01               | INVALID_INPUT
            from=2020-02-01&to=2020-01-01                  | INVALID_INPUT
            from=2020-01-01&to=2020-01-02&tasks=perhaps    | INVALID_INPUT
            from=2020-01-01&to=2020-01-02&name=x           | INVALID_INPUT
            from=2020-01-01&to=2020-01-02&namespace=       | INVALID_INPUT
            from=2020-01-01&to=2020-01-02&namespace=%00    | INVALID_INPUT
            from=2019-01-01&to=2020-12-31                  | LIMIT_EXCEEDED
            """)
    void refusesAQueryThatItDoesNotUnderstand(String query, String code) {
        assertProblem("lineage.jsonl?" + query, 400, code);
    }

    @Test
    void knowsNoTasksInATable() {
        assertProblem("lineage.csv?tasks=true&" + ALL, 400, "INVALID_INPUT");
    }

    private void fill(String namespace, int runs, String apart) {
        jdbc.sql("""
                        insert into pipeline_run
                               (uid, namespace, name, epoch, resource_version, status, created_at, labels, base_uid, root_uid, tasks_hash)
                        select uid, :namespace, 'run-' || n, 1, n, 'FAILED',
                               cast('2020-06-01T00:00:00Z' as timestamptz) + %s, '{}', uid, uid, 0
                          from (select n, cast(md5(:namespace || n) as uuid) as uid from generate_series(0, :runs - 1) n) r
                        """.formatted(apart.startsWith("'") ? "interval " + apart : apart))
                .param("namespace", namespace)
                .param("runs", runs)
                .update();
    }

    private List<JsonNode> events(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/x-ndjson");
        assertThat(answer.body()).endsWith("}\n");
        return answer.body().lines().map(JsonMapper.shared()::readTree).toList();
    }

    private HttpResponse<String> assertProblem(String path, int status, String code) {
        try {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(JsonMapper.shared()
                            .readTree(answer.body())
                            .at("/errors/0/extensions/code")
                            .asString())
                    .isEqualTo(code);
            return answer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private InputStream begin(String path) throws Exception {
        return http.send(call(path), BodyHandlers.ofInputStream()).body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(call(path), BodyHandlers.ofString());
    }

    private HttpRequest call(String path) {
        return HttpRequest.newBuilder(address(path))
                .header("Authorization", "Bearer alices")
                .build();
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + port + "/" + path);
    }
}
