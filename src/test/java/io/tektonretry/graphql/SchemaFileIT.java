package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The schema as a file. */
@GraphQlContext
class SchemaFileIT {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Test
    void isServedToWhoMayAskForIt() throws Exception {
        HttpResponse<String> answer = get("Authorization", "Bearer alices");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("text/plain;charset=UTF-8");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.body()).isEqualTo(Files.readString(Path.of("schema.graphqls")));
        assertThat(get("Accept", "text/plain").statusCode()).isEqualTo(401);
    }

    @Test
    void isSentOnce() throws Exception {
        String version = get("Authorization", "Bearer alices")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        assertThat(get("Authorization", "Bearer alices", "If-None-Match", version))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(304))
                .satisfies(answer -> assertThat(answer.body()).isEmpty());
        assertThat(get("Authorization", "Bearer alices", "If-None-Match", "\"another\"")
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> get(String... headers) throws Exception {
        HttpRequest call = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/schema.graphqls"))
                .headers(headers)
                .build();
        return client.send(call, BodyHandlers.ofString());
    }
}
