package io.tektonretry.tekton;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code Status} object with which the API server explains a refusal. */
public final class StatusJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StatusJson() {}

    /** Reads the {@code ERROR} event of a watch. */
    public static ClusterFailure failure(byte[] status) {
        JsonNode json = JSON.readTree(status);
        return ClusterFailure.refusal(
                json.path("code").asInt(0), json.path("message").asString(""));
    }

    /**
     * The message in a response body; the first line if a proxy in between answered with something other than a {@code
     * Status}.
     */
    public static String message(byte[] body) {
        try {
            return JSON.readTree(body).path("message").asString("");
        } catch (JacksonException e) {
            return new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        }
    }
}
