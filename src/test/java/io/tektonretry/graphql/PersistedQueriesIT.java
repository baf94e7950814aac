package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.web.SlowCaller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls that name a document by its hash. */
@GraphQlContext
class PersistedQueriesIT {

    private static final String RUNS =
            "query Persisted($first: Int!, $names: [String!]) { pipelineRuns(first: $first, filter: {pipelineNames: $names}) { nodes { id tasks(first: 100) { nodes { id } } } } }";

    @LocalServerPort
    int port;

    @Test
    void areExecutedOnceTheTextWasSent() throws Exception {
        String document = "{ viewer { name } # " + System.identityHashCode(this) + "\n }";

        assertThat(call(null, document, Map.of()).at("/errors/0/message").asString())
                .isEqualTo("PersistedQueryNotFound");
        assertThat(code(call(null, document, Map.of()))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(name(call(document, document, Map.of()))).isEqualTo("alice");
        assertThat(name(call(null, document, Map.of()))).isEqualTo("alice");
    }

    @Test
    void areLimitedByTheirVariablesAtEachCall() throws Exception {
        assertThat(code(call(RUNS, RUNS, Map.of("first", 1)))).isEmpty();
        assertThat(code(call(null, RUNS, Map.of("first", 1)))).isEmpty();
        assertThat(code(call(null, RUNS, Map.of("first", 100_000)))).isEqualTo("INVALID_INPUT");
        assertThat(code(call(null, RUNS, Map.of("first", 1, "names", new String[101]))))
                .isEqualTo("INVALID_INPUT");
        assertThat(code(call(
                        null, RUNS, Map.of("first", 1, "names", "a ".repeat(101).split(" ")))))
                .isEqualTo("LIMIT_EXCEEDED");
        assertThat(call(null, RUNS, Map.of("first", 100))
                        .at("/extensions/rateLimit/cost")
                        .asInt())
                .isEqualTo(102);
    }

    @Test
    void refuseADocumentThatExceedsALimitAsOftenAsItIsSent() throws Exception {
        String deep = "{ viewer { name } a: pipelineRuns(first: 1) { nodes "
                + "{ retryOf ".repeat(20)
                + "{ id }"
                + " }".repeat(20)
                + " } }";

        assertThat(code(call(deep, deep, Map.of()))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(code(call(null, deep, Map.of()))).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void needTheHashOfTheirText() throws Exception {
        assertThat(code(call("{ viewer { name } }", "{ viewer { kind } }", Map.of())))
                .isEqualTo("PERSISTED_QUERY_HASH_MISMATCH");
    }

    private static String code(JsonNode answer) {
        return answer.at("/errors/0/extensions/code").asString("");
    }

    private static String name(JsonNode answer) {
        return answer.at("/data/viewer/name").asString("");
    }

    private JsonNode call(@Nullable String text, String named, Map<String, ?> variables) throws Exception {
        Map<String, Object> call = new HashMap<>();
        call.put("variables", variables);
        call.put("extensions", Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash(named))));
        if (text != null) {
            call.put("query", text);
        }
        return post(JsonMapper.shared().writeValueAsString(call));
    }

    private JsonNode post(String body) throws IOException {
        try (SlowCaller caller = SlowCaller.posting(
                port,
                "/graphql",
                "Authorization: Bearer alices",
                "Content-Length: " + body.length(),
                "Connection: close")) {
            caller.send(body);
            String answer = caller.answer();
            return JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        }
    }

    private static String hash(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
