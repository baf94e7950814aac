package io.tektonretry.cluster.tekton;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An API server over HTTP. */
final class HttpApi implements Api {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    HttpApi(String url) {
        this.url = url;
    }

    @Override
    public Optional<ObjectNode> get(String kind, String namespace, String name) {
        HttpResponse<String> answer = send("GET", collection(kind, namespace) + "/" + name, "", "");
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(tree(succeeded(answer)));
    }

    ObjectNode list(String kind, String namespace, String labelSelector) {
        String query = "?labelSelector=" + URLEncoder.encode(labelSelector, StandardCharsets.UTF_8);
        return tree(succeeded(send("GET", collection(kind, namespace) + query, "", "")));
    }

    @Override
    public List<ObjectNode> items(String kind, String namespace, String labelSelector) {
        return list(kind, namespace, labelSelector)
                .path("items")
                .valueStream()
                .map(ObjectNode.class::cast)
                .toList();
    }

    @Override
    public void create(ObjectNode object) {
        HttpResponse<String> answer = send("POST", collection(object), "application/json", object.toString());
        if (answer.statusCode() != 409) {
            succeeded(answer);
        }
    }

    @Override
    public ObjectNode replace(ObjectNode object) {
        return tree(succeeded(send("PUT", path(object), "application/json", object.toString())));
    }

    @Override
    public void replaceStatus(ObjectNode object) {
        succeeded(send("PUT", path(object) + "/status", "application/json", object.toString()));
    }

    @Override
    public void mergePatch(ObjectNode object, String patch) {
        succeeded(send("PATCH", path(object), "application/merge-patch+json", patch));
    }

    @Override
    public void delete(String kind, String namespace, String name) {
        send("DELETE", collection(kind, namespace) + "/" + name, "", "");
    }

    /** Hands on the objects of a watch over all namespaces until it ends. */
    void watch(String kind, String resourceVersion, Consumer<JsonNode> objects) {
        HttpRequest request = request(
                        "GET", collection(kind, "") + "?watch=true&resourceVersion=" + resourceVersion, "", "")
                .build();
        try (Stream<String> lines =
                client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            lines.forEach(line -> objects.accept(JSON.readTree(line).path("object")));
        } catch (IOException | JacksonException | java.io.UncheckedIOException e) {
            throw new Unavailable("The watch broke", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private String succeeded(HttpResponse<String> answer) {
        if (answer.statusCode() >= 300) {
            throw new Unavailable(answer.statusCode() + " " + answer.body(), null);
        }
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) {
        try {
            return client.send(request(method, path, contentType, body).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unavailable(method + " " + path, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("User-Agent", "tekton-simulator")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return contentType.isEmpty() ? request : request.header("Content-Type", contentType);
    }

    private static Unavailable interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Unavailable("The simulator is being stopped", e);
    }

    private static String path(ObjectNode object) {
        return collection(object) + "/" + object.at("/metadata/name").asString();
    }

    private static String collection(ObjectNode object) {
        return collection(
                object.path("kind").asString(), object.at("/metadata/namespace").asString());
    }

    private static String collection(String kind, String namespace) {
        String root = switch (kind) {
            case "PersistentVolumeClaim" -> "/api/v1";
            case "CustomRun" -> "/apis/tekton.dev/v1beta1";
            default -> "/apis/tekton.dev/v1";
        };
        String inNamespace = namespace.isEmpty() ? "" : "/namespaces/" + namespace;
        return root + inNamespace + "/" + kind.toLowerCase(Locale.ROOT) + "s";
    }

    private static ObjectNode tree(String text) {
        return (ObjectNode) JSON.readTree(text);
    }
}
