package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditedCall;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Events of the year 2001 are those of this test alone. */
@GraphQlContext
class AuditReadsIT {

    private static final Instant START = Instant.parse("2001-01-01T00:00:00Z");

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    AuditEvents events;

    private UUID chain = new UUID(0, 0);

    @BeforeEach
    void tell() {
        forget();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");
        chain = uid("rec-chain");
        tell(1, "alice", chain, "FORBIDDEN");
        tell(2, "bob", uid("rec-flaky"), "SUCCEEDED");
        tell(3, "bob", chain, "CLUSTER_UNAVAILABLE");
        tell(4, "bob", null, "INVALID_INPUT");
    }

    /** What is told of a recorded run stays, however old it is. */
    @AfterEach
    void forget() {
        recorded.clear();
        events.deleteBefore(START.plusSeconds(3600), ListPosition.BEGINNING, 1000);
    }

    @Test
    void showsAnEventAsItWasWritten() {
        list(Map.of("actors", List.of("alice"))).path("auditEvents.nodes").matchesJson("""
                [{"at": "2001-01-01T00:00:01.000Z", "action": "RETRY_PIPELINE_RUN", "outcome": "DENIED", "code": "FORBIDDEN",
                  "message": "words", "actor": {"name": "alice"}, "actorUid": "7", "actorGroups": ["builders"],
                  "authentication": "OIDC", "namespace": "rec-chain", "runName": "app-release-glc9x",
                  "run": {"name": "app-release-glc9x"}, "resultName": null, "resultRun": null, "reason": "why",
                  "requestId": null, "idempotencyKey": "key", "planVersion": "version", "clientAddress": "10.1.2.3",
                  "userAgent": "bot/1.0"}]
                """);
    }

    @Test
    void filters() {
        assertThat(codes(Map.of())).hasSize(4);
        assertThat(codes(Map.of("namespaces", List.of("rec-chain"))))
                .containsExactly("CLUSTER_UNAVAILABLE", "FORBIDDEN");
        assertThat(codes(Map.of("outcomes", List.of("REFUSED")))).containsExactly("INVALID_INPUT", "SUCCEEDED");
        assertThat(codes(Map.of("codes", List.of("SUCCEEDED", "FORBIDDEN")))).containsExactly("SUCCEEDED", "FORBIDDEN");
        assertThat(codes(Map.of("runId", new NodeId.Run(chain).encoded()))).hasSize(2);
        assertThat(codes(Map.of(
                        "during",
                        Map.of(
                                "from",
                                START.plusSeconds(2).toString(),
                                "to",
                                START.plusSeconds(4).toString()))))
                .containsExactly("CLUSTER_UNAVAILABLE", "SUCCEEDED");
    }

    @Test
    void givesPagesInBothDirections() {
        Response first = list(Map.of(), Map.of("first", 2));
        assertThat(codes(first)).containsExactly("INVALID_INPUT", "CLUSTER_UNAVAILABLE");
        Response second = list(Map.of(), Map.of("first", 2, "after", cursor(first, "endCursor")));
        assertThat(codes(second)).containsExactly("SUCCEEDED", "FORBIDDEN");
        second.path("auditEvents.pageInfo").matchesJson("""
                {"hasNextPage": false, "hasPreviousPage": true}
                """);
        assertThat(codes(list(Map.of(), Map.of("last", 2, "before", cursor(second, "startCursor")))))
                .containsExactly("INVALID_INPUT", "CLUSTER_UNAVAILABLE");
    }

    @Test
    void showsTheAuditOfTheNamespacesThatTheCallerMayListItOf() {
        Rights.of(cluster, Set.of("list auditevents rec-chain"));

        assertThat(codes(Map.of())).containsExactly("CLUSTER_UNAVAILABLE", "FORBIDDEN");
        assertThat(codes(Map.of("namespaces", List.of("rec-chain", "rec-flaky"))))
                .hasSize(2);
        list(Map.of("namespaces", List.of("rec-chain")))
                .path("auditEvents.nodes[*].run")
                .entityList(Object.class)
                .containsExactly(null, null);
    }

    @Test
    void forbidsItToReadersOfRuns() {
        Rights.of(cluster, Set.of("list pipelineruns", "create pipelineruns"));

        list(Map.of())
                .errors()
                .satisfy(errors -> assertThat(errors)
                        .singleElement()
                        .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "FORBIDDEN")));
    }

    private void tell(int second, String actor, @Nullable UUID run, String code) {
        Requester requester = new Requester(actor, "7", List.of("builders"), Map.of(), "OIDC", "10.1.2.3", "bot/1.0");
        AuditedCall call = new AuditedCall(
                AuditAction.RETRY_PIPELINE_RUN,
                requester,
                run,
                "why",
                "key",
                "version",
                List.of(),
                List.of(),
                "RECORDED");
        events.answered(call, START.plusSeconds(second), code, "words", null);
    }

    private UUID uid(String namespace) {
        return jdbc.sql("select uid from pipeline_run where namespace = ?")
                .param(namespace)
                .query(UUID.class)
                .single();
    }

    private List<String> codes(Map<String, Object> filter) {
        return codes(list(filter));
    }

    private static List<String> codes(Response answer) {
        return answer.path("auditEvents.nodes[*].code").entityList(String.class).get();
    }

    private static String cursor(Response answer, String field) {
        return answer.path("auditEvents.pageInfo." + field).entity(String.class).get();
    }

    private Response list(Map<String, Object> filter) {
        return list(filter, Map.of());
    }

    private Response list(Map<String, Object> filter, Map<String, Object> page) {
        Map<String, Object> ofTheTest = new HashMap<>(
                Map.of("during", Map.of("to", START.plusSeconds(3600).toString())));
        ofTheTest.putAll(filter);
        var request = api.documentName("auditEvents").variable("filter", ofTheTest);
        page.forEach(request::variable);
        return request.execute();
    }
}
