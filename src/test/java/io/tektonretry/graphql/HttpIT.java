package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.access.Caller;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.limit.CallerBudgets;
import io.tektonretry.graphql.limit.ConcurrentCalls;
import io.tektonretry.graphql.limit.OperationBudget;
import io.tektonretry.web.SlowCaller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls that are no GraphQL requests, and callers who ask too often. */
@GraphQlContext
class HttpIT {

    private static final String BOUNDARY =
            "--b\r\nContent-Disposition: form-data; name=\"query\"\r\n\r\n{ viewer { name } }\r\n--b--\r\n";

    @LocalServerPort
    int port;

    @Autowired
    CallerBudgets budgets;

    @Autowired
    ConcurrentCalls calls;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    HttpGraphQlTester api;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null                                            | 400
            []                                              | 400
            "text"                                          | 400
            1                                               | 400
            {                                               | 400
            {}                                              | 400
            {"query": null}                                 | 400
            {"query": 1}                                    | 400
            {"query": "{ viewer { name } }", "variables": []}      | 400
            {"query": "{ viewer { name } }", "operationName": {}}  | 400
            {"query": "{ viewer { name } }", "extensions": "x"}    | 400
            {"query": "{ viewer { name } }", "variables": null}    | 200
            """)
    void tellsTheCallerWhatIsNoRequest(String body, int status) throws IOException {
        String answer = post("application/json", body);

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.contains("INVALID_INPUT")).isEqualTo(status == 400);
        assertThat(answer).doesNotContain("Exception", "org.springframework");
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data; boundary=b, 415",
        "application/x-www-form-urlencoded, 415",
        "text/plain, 415",
        "application/graphql, 400",
        "garbage, 415",
        "application/json; charset=nonsense, 415"
    })
    void takesNothingButJson(String type, int status) throws IOException {
        assertThat(post(type, BOUNDARY)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /graphql, 405",
        "PUT, /graphql, 404",
        "DELETE, /graphql, 404",
        "PATCH, /graphql, 404",
        "GET, /error, 404",
        "POST, /error, 404",
        "GET, /nothing, 404",
        "TRACE, /graphql, 405",
        "BREW, /graphql, 400"
    })
    void knowsNoOtherMethodsOrPaths(String method, String path, int status) throws IOException {
        try (SlowCaller caller = SlowCaller.calling(
                port, method + " " + path, "Authorization: Bearer alices", "Content-Length: 0", "Connection: close")) {
            assertThat(caller.answer()).startsWith("HTTP/1.1 " + status).doesNotContain("Exception", "<html");
        }
    }

    @ParameterizedTest
    @CsvSource({"Accept, 400", "Accept-Language, 200"})
    void bearsLongLists(String header, int status) throws IOException {
        String body = "{\"query\": \"{ viewer { name } }\"}";
        try (SlowCaller caller = SlowCaller.posting(
                port,
                "/graphql",
                header + ": " + "a/b,".repeat(1_000).replace(header.equals("Accept") ? "" : "/b", ""),
                "Content-Length: " + body.length(),
                "Connection: close")) {
            caller.send(body);
            assertThat(caller.answer()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void worksOnSoManyCallsOfACaller() throws IOException {
        Caller alice = new Caller("alice", null, List.of(), Map.of(), Caller.Authentication.TOKEN_REVIEW);
        int begun = 0;
        try {
            while (begun < 50) {
                calls.begin(alice);
                begun++;
            }
            assertThat(post("application/json", "{\"query\": \"{ viewer { name } }\"}"))
                    .startsWith("HTTP/1.1 429")
                    .contains("RATE_LIMITED", "Retry-After: 1");
        } finally {
            for (; begun > 0; begun--) {
                calls.end(alice);
            }
        }
        assertThat(post("application/json", "{\"query\": \"{ viewer { name } }\"}"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void tellsWithEveryAnswerWhatIsLeft() throws IOException {
        assertThat(post("application/json", "{\"query\": \"{ viewer { name } }\"}"))
                .contains("\"rateLimit\"", "\"cost\":1", "\"limit\":1000000");
        assertThat(
                        post(
                                "application/json",
                                "{\"query\": \"{ pipelineRuns(first: 100) { nodes { tasks(first: 100) { nodes { id } } } } }\"}"))
                .contains("\"cost\":102");
    }

    @Test
    void refusesACallerWhoHasSpentEverything() throws IOException {
        JsonMapper json = JsonMapper.shared();
        JsonNode alice = json.createObjectNode().put("username", "alice");
        cluster.tokens(
                Map.of("alices", alice, "spendthrifts", json.createObjectNode().put("username", "spendthrift")));
        try (LiveSocket socket = LiveSocket.open(port, "spendthrifts")) {
            OperationBudget budget = budgets.of(
                    new Caller("spendthrift", null, List.of(), Map.of(), Caller.Authentication.TOKEN_REVIEW));
            budget.payForNodes(Long.MAX_VALUE);
            budget.payForOperation();

            String answer = post("application/json", "{\"query\": \"{ viewer { name } }\"}", "spendthrifts");
            assertThat(answer).startsWith("HTTP/1.1 429").contains("RATE_LIMITED", "Retry-After: ", "\"remaining\":0");
            socket.subscribe("1", "{ viewer { name } }", Map.of());
            assertThat(socket.await("next")
                            .at("/payload/errors/0/extensions/code")
                            .asString())
                    .isEqualTo("RATE_LIMITED");
            api.document("{ viewer { name } }").executeAndVerify();
        } finally {
            cluster.tokens(Map.of("alices", alice));
        }
    }

    private String post(String type, String body) throws IOException {
        return post(type, body, "alices");
    }

    private String post(String type, String body, String token) throws IOException {
        try (SlowCaller caller = SlowCaller.calling(
                port,
                "POST /graphql",
                "Authorization: Bearer " + token,
                "Content-Type: " + type,
                "Content-Length: " + body.length(),
                "Connection: close")) {
            caller.send(body);
            return caller.answer();
        }
    }
}
