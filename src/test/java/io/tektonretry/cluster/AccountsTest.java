package io.tektonretry.cluster;

import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account may do is what is granted to it, by the rules of Kubernetes' RBAC. */
class AccountsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String GROUP = "tekton.dev";

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Account account = new Account(
            "bot",
            List.of(
                    grant("", List.of("list", "watch"), List.of(GROUP), List.of("pipelineruns")),
                    grant("ci", List.of("get", "patch"), List.of(GROUP), List.of("pipelineruns")),
                    grant("ci", List.of("update"), List.of(GROUP), List.of("pipelineruns/status")),
                    grant("ci", List.of("get"), List.of(""), List.of("namespaces")),
                    new Grant("", List.of("get"), List.of(""), List.of("namespaces"), List.of("kube-system"))));

    @BeforeEach
    void admit() {
        cluster.create(pipelineRun("ci", "a"));
        cluster.create(pipelineRun("other", "a"));
        cluster.create(pipelineRun("kube-system", "a"));
        cluster.account(account);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /apis/tekton.dev/v1/pipelineruns, 200",
        "GET,    /apis/tekton.dev/v1/namespaces/other/pipelineruns, 200",
        "GET,    /apis/tekton.dev/v1/pipelineruns?watch=true&timeoutSeconds=0, 200",
        "GET,    /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a, 200",
        "GET,    /apis/tekton.dev/v1/namespaces/other/pipelineruns/a, 403",
        "GET,    /apis/tekton.dev/v1/taskruns, 403",
        "POST,   /apis/tekton.dev/v1/namespaces/ci/pipelineruns, 403",
        "PUT,    /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a, 403",
        "PUT,    /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a/status, 200",
        "PATCH,  /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a, 200",
        "PATCH,  /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a/status, 403",
        "DELETE, /apis/tekton.dev/v1/namespaces/ci/pipelineruns/a, 403",
        "DELETE, /apis/tekton.dev/v1/namespaces/ci/pipelineruns, 403",
        "GET,    /api/v1/namespaces/ci, 200",
        "GET,    /api/v1/namespaces/other, 403",
        "GET,    /api/v1/namespaces/kube-system, 200",
        "GET,    /api/v1/namespaces, 403",
        "GET,    /api/v1/secrets, 403",
        "GET,    /version, 200"
    })
    void mayDoWhatIsGrantedAndNothingElse(String method, String path, int code) throws Exception {
        assertThat(answer("bot", method, path).code()).isEqualTo(code);
        assertThat(cluster.refusals()).hasSize(code == 403 ? 1 : 0);
    }

    @Test
    void readsInTheWordsOfKubernetesWhatItMayNotDo() throws Exception {
        assertThat(answer("bot", "GET", "/apis/tekton.dev/v1/namespaces/other/pipelineruns/a")
                        .body())
                .contains(
                        "\"reason\":\"Forbidden\"",
                        "pipelineruns.tekton.dev \\\"a\\\" is forbidden: User \\\"bot\\\" cannot get resource"
                                + " \\\"pipelineruns\\\" in API group \\\"tekton.dev\\\" in the namespace \\\"other\\\"");
    }

    @Test
    void remembersWhichGrantsNobodyNeeded() throws Exception {
        answer("bot", "GET", "/apis/tekton.dev/v1/pipelineruns");
        answer("bot", "GET", "/api/v1/namespaces/kube-system");
        answer("bot", "PATCH", "/apis/tekton.dev/v1/namespaces/ci/pipelineruns/a");
        answer("bot", "PUT", "/apis/tekton.dev/v1/namespaces/ci/pipelineruns/a/status");

        assertThat(account.unused())
                .containsExactlyInAnyOrder(
                        grant("", List.of("watch"), List.of(GROUP), List.of("pipelineruns")),
                        grant("ci", List.of("get"), List.of(GROUP), List.of("pipelineruns")),
                        grant("ci", List.of("get"), List.of(""), List.of("namespaces")));
    }

    @Test
    void holdsNobodyBackWhomItDoesNotKnow() throws Exception {
        assertThat(answer("somebody", "DELETE", "/apis/tekton.dev/v1/namespaces/ci/pipelineruns/a")
                        .code())
                .isEqualTo(200);
    }

    private record Answered(int code, String body) {}

    private Answered answer(String token, String method, String path) throws IOException, InterruptedException {
        String body = cluster.find("PipelineRun", "ci", "a").orElseThrow().toString();
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(cluster.url() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/merge-patch+json")
                        .method(
                                method,
                                method.startsWith("P") ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        return new Answered(answer.statusCode(), answer.body());
    }

    private static Grant grant(String namespace, List<String> verbs, List<String> groups, List<String> resources) {
        return new Grant(namespace, verbs, groups, resources, List.of());
    }
}
