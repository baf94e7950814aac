package io.tektonretry.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.cluster.ApiServerDouble;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** The service reduced to its door: behind it there is {@code /caller} alone, which names who came in. */
record Service(ConfigurableApplicationContext context) implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Service start(ApiServerDouble server, String... properties) {
        ApplicationContextInitializer<GenericApplicationContext> cluster =
                context -> context.registerBean(KubernetesClient.class, () -> Clients.of(server));
        return new Service(new SpringApplicationBuilder(Door.class)
                .initializers(cluster)
                .run(Stream.concat(
                                Stream.of(
                                        "server.port=0",
                                        "spring.graphql.schema.locations=classpath:none/",
                                        "management.endpoint.health.validate-group-membership=false"),
                                Stream.of(properties))
                        .map("--"::concat)
                        .toArray(String[]::new)));
    }

    HttpResponse<String> get(String path, @Nullable String token) throws IOException, InterruptedException {
        return get("local.server.port", path, token);
    }

    HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return get("local.management.port", path, null);
    }

    /** The status of a call that names another host than it goes to, as that of a browser whose DNS lies. */
    int as(String host, String path) throws IOException {
        return as("local.server.port", host, path);
    }

    int managedAs(String host, String path) throws IOException {
        return as("local.management.port", host, path);
    }

    private int as(String port, String host, String path) throws IOException {
        int number = context.getEnvironment().getRequiredProperty(port, Integer.class);
        try (Socket socket = new Socket("127.0.0.1", number)) {
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private HttpResponse<String> get(String port, String path, @Nullable String token)
            throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty(port) + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }

    /** Carries no stereotype, so that the whole service doesn't find it. */
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @EnableConfigurationProperties(AccessProperties.class)
    @ComponentScan("io.tektonretry.login")
    @Import({AccessConfiguration.class, CurrentCaller.class, ReviewsUnderWay.class})
    static class Door {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        RouterFunction<ServerResponse> room(CurrentCaller current) {
            return RouterFunctions.route()
                    .GET(
                            "/caller",
                            request -> ServerResponse.ok()
                                    .body(current.get().name() + " "
                                            + current.get().groups()))
                    .POST("/caller", request -> ServerResponse.ok().body("changed"))
                    .build();
        }
    }
}
