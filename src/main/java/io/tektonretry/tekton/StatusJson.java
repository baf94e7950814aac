package io.tektonretry.tekton;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code Status} by which the API server says why it refuses. */
public final class StatusJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusJson() {}

    /** What the event of a watch says. */
    public static ClusterFailure failure(byte[] status) {
        JsonNode json = JSON.readTree(status);
        return ClusterFailure.refusal(
                json.path("code").asInt(0), json.path("message").asString(""));
    }

    /** The message in the body of an answer; what stands between us and the API server answers in words of its own. */
    public static String message(byte[] body) {
        try {
            return JSON.readTree(body).path("message").asString("");
        } catch (JacksonException e) {
            return new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
    }
}
