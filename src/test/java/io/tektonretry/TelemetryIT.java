package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tektonretry.cluster.SimulatedCluster;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Tells OpenTelemetry about runs and requests. */
@WholeService
class TelemetryIT {

    private static final String NAMESPACE = "told-to-opentelemetry";

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    TraceSink sink;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    private final ServiceClient client;
    private final HttpGraphQlTester graphQl;

    TelemetryIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
        this.graphQl = graphQl;
    }

    @AfterEach
    void comeBack() {
        sink.isAway(false);
    }

    @Test
    void tellsOneTraceALineage() {
        sink.isAway(true);
        String id = failed("shop", Map.of("publish", "Failed"));
        client.created(client.retry(id));
        await().atMost(PATIENCE).until(() -> counted("cicd.pipeline.result", "success") > 0);
        sink.isAway(false);

        UUID root = uid("shop");
        UUID retry = uid("shop-r1");
        await("each is exported by itself, in any order")
                .atMost(PATIENCE)
                .until(() -> Stream.of(root, retry).allMatch(run -> trace(root).anyMatch(span -> isOf(span, run))));
        Span first = trace(root).filter(span -> isOf(span, root)).findFirst().orElseThrow();
        Span second = trace(root).filter(span -> isOf(span, retry)).findFirst().orElseThrow();
        assertThat(first.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        assertThat(first.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(first, "cicd.pipeline.result")).isEqualTo("failure");
        assertThat(second.getParentSpanId()).isEqualTo(first.getSpanId());
        assertThat(attribute(second, "cicd.pipeline.result")).isEqualTo("success");
        assertThat(attribute(second, "tektonretry.run.kind")).isEqualTo("partial_retry");
        Span compile = trace(root)
                .filter(span -> span.getName().equals("compile"))
                .findFirst()
                .orElseThrow();
        assertThat(compile.getParentSpanId()).isEqualTo(first.getSpanId());
        assertThat(second.getLinksList().stream().map(Span.Link::getSpanId))
                .as("what it retried, and what it reused")
                .contains(first.getSpanId(), compile.getSpanId());
    }

    @Test
    void countsRunsUnderTheNamesOfTheConventions() {
        String id = failed("counted", Map.of("publish", "Failed"));
        client.created(client.retry(id));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(counted("cicd.pipeline.result", "failure")).isPositive();
            assertThat(counted("tektonretry.run.kind", "partial_retry")).isPositive();
            assertThat(counted("cicd.pipeline.run.state", "pending")).isPositive();
            assertThat(sum("cicd.pipeline.run.errors")).isPositive();
            assertThat(meters.find("tektonretry.recovery")
                            .tag("k8s.namespace.name", NAMESPACE)
                            .timers())
                    .isNotEmpty();
        });
    }

    @Test
    void forgetsWhatIsTold() {
        failed("told", Map.of("publish", "Failed"));

        await().atMost(PATIENCE).until(() -> trace(uid("told")).findAny().isPresent());
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("select count(*) from ended_run where uid = ?")
                                .param(uid("told"))
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    @Test
    void tracesARequestToItsStatementsAndCalls() {
        String id = failed("traced", Map.of("publish", "Failed"));

        client.created(client.retry(id));

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Span> spans = sink.spans();
            Optional<Span> posted = spans.stream()
                    .filter(span -> attribute(span, "url.path")
                            .equals("/apis/tekton.dev/v1/namespaces/%s/pipelineruns".formatted(NAMESPACE)))
                    .findFirst();
            assertThat(posted).isPresent();
            List<String> names = spans.stream()
                    .filter(span ->
                            span.getTraceId().equals(posted.orElseThrow().getTraceId()))
                    .map(Span::getName)
                    .toList();
            assertThat(names).anyMatch(name -> name.startsWith("http post"));
            assertThat(names).contains("graphql mutation");
            assertThat(names).contains("query", "POST kubernetes");
        });
    }

    @Test
    void tracesNoStatementOfItsOwnLoops() {
        await().atMost(PATIENCE).until(() -> !sink.spans().isEmpty());

        assertThat(sink.spans().stream().filter(span -> span.getParentSpanId().isEmpty()))
                .noneMatch(span -> span.getAttributesList().stream()
                        .anyMatch(attribute -> attribute.getKey().startsWith("db.")));
    }

    private String failed(String name, Map<String, String> outcomes) {
        return client.mirrored(new ScriptedRun(NAMESPACE, name)
                .ending(outcomes)
                .createdIn(cluster)
                .path("metadata"));
    }

    private UUID uid(String name) {
        ObjectNode run = cluster.api().find("PipelineRun", NAMESPACE, name).orElseThrow();
        return UUID.fromString(run.at("/metadata/uid").asString());
    }

    private Stream<Span> trace(UUID root) {
        return sink.spans().stream().filter(span -> span.getTraceId().equals(bytes(root)));
    }

    private static boolean isOf(Span span, UUID run) {
        return attribute(span, "cicd.pipeline.run.id").equals(run.toString());
    }

    private static ByteString bytes(UUID uid) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(uid.getMostSignificantBits())
                .putLong(uid.getLeastSignificantBits())
                .flip());
    }

    private static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    private long counted(String tag, String value) {
        return meters
                .find("cicd.pipeline.run.duration")
                .tag("k8s.namespace.name", NAMESPACE)
                .tag(tag, value)
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private double sum(String counter) {
        return meters.find(counter).tag("k8s.namespace.name", NAMESPACE).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
