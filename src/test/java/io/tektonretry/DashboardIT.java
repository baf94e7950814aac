package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The dashboard's files are for everybody, the data is not. */
@WholeService
class DashboardIT {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void thePageIsForEverybody() throws Exception {
        HttpResponse<String> answer = get("/runs/shop/build-x7k2p");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("frame-ancestors 'none'");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-cache");
    }

    @Test
    void itsFilesAreForEverybodyAndKeptForEver() throws Exception {
        Matcher main = Pattern.compile("src=\"(/assets/[^\"]+/main.js)\"").matcher(get("/").body());
        assertThat(main.find()).isTrue();
        HttpResponse<String> answer = get(main.group(1));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=31536000, public, immutable");
        assertThat(answer.headers().firstValue("Pragma")).isEmpty();
        assertThat(answer.headers().firstValue("Expires")).isEmpty();
    }

    @Test
    void graphiqlIsForEverybody() throws Exception {
        HttpResponse<String> answer = get("/graphiql");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self'");
        assertThat(get("/graphiql/page.js").statusCode()).isEqualTo(200);
        assertThat(get("/graphiql/nothing.js").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/graphql",
                "/logs/shop/pod/step-test",
                "/index.html",
                "/dashboard/main.js",
                "/webjars/lit-html/lit-html.js"
            })
    void everythingElseNeedsAToken(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void nothingCanBeSentToThePage() throws Exception {
        HttpRequest call = HttpRequest.newBuilder(uri("/runs"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
