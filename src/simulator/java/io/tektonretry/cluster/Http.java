package io.tektonretry.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks plain HTTP to the double. */
record Http(String url) {

    static final String RUNS = "/apis/tekton.dev/v1/namespaces/ci/pipelineruns";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** An answer of the double. */
    record Response(int code, JsonNode body) {

        String version() {
            return body.path("metadata").path("resourceVersion").asString();
        }
    }

    Response get(String path) {
        return send("GET", path, "", "");
    }

    Response post(String path, JsonNode body) {
        return send("POST", path, "application/json", body.toString());
    }

    Response put(String path, JsonNode body) {
        return send("PUT", path, "application/json", body.toString());
    }

    Response merge(String path, String patch) {
        return send("PATCH", path, "application/merge-patch+json", patch);
    }

    Response jsonPatch(String path, String patch) {
        return send("PATCH", path, "application/json-patch+json", patch);
    }

    Response delete(String path, String options) {
        return send("DELETE", path, "application/json", options);
    }

    /** All lines of a watch that ends by itself. */
    List<JsonNode> watch(String path) {
        return exchange("GET", path, "", "").body().lines().map(Objects::tree).toList();
    }

    private Response send(String method, String path, String contentType, String body) {
        HttpResponse<String> answer = exchange(method, path, contentType, body);
        return new Response(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    private HttpResponse<String> exchange(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path.replace(" ", "%20")))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
