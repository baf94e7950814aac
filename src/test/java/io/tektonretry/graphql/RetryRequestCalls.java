package io.tektonretry.graphql;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.graphql.relay.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A failed run in a namespace of its own for every test, and what alice asks about it. */
abstract class RetryRequestCalls {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    String namespace = "";
    String runId = "";

    @BeforeEach
    void record(TestInfo test) {
        recorded.clear();
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase();
        runId = another(namespace);
    }

    String another(String namespace) {
        return new NodeId.Run(recorded.recordFirstRun("a-chain-stops-at-its-middle-task", namespace)).encoded();
    }

    Response retry(Map<String, Object> more) {
        Map<String, Object> input = new HashMap<>(Map.of("runId", runId));
        input.putAll(more);
        return api.documentName("requestRetry").variable("input", input).execute();
    }

    Response cancel(String id) {
        return api.documentName("cancelRetryRequest").variable("id", id).execute();
    }

    Response list(Map<String, Object> filter) {
        return page(Map.of("filter", filter));
    }

    Response page(Map<String, Object> arguments) {
        var query = api.documentName("retryRequests");
        for (Map.Entry<String, Object> argument : arguments.entrySet()) {
            query = query.variable(argument.getKey(), argument.getValue());
        }
        return query.execute();
    }

    long created() {
        return cluster.list("PipelineRun").stream()
                .filter(run -> run.at("/metadata/namespace").asString().equals(namespace))
                .count();
    }

    static String inAnHour() {
        return Instant.now().plus(Duration.ofHours(1)).toString();
    }

    static Fault refusing(String method) {
        return Fault.refusing(
                503,
                "ServiceUnavailable",
                "the leader was lost",
                request -> request.method().equals(method) && request.resource().equals("pipelineruns"));
    }

    void allow(String... rights) {
        Set<String> allowed = Set.of(rights);
        cluster.access(
                review -> allowed.contains(review.at("/resourceAttributes/verb").asString() + " "
                        + review.at("/resourceAttributes/namespace").asString("")));
    }
}
