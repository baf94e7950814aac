package io.tektonretry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** A server that says how long a body is, with limits that are soon reached. */
class BodyLimitsIT {

    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start() {
        context = started("--management.server.port=0");
    }

    private static ConfigurableApplicationContext started(String property) {
        return new SpringApplicationBuilder(Server.class)
                .run(
                        "--server.port=0",
                        property,
                        "--management.endpoint.health.validate-group-membership=false",
                        "--spring.graphql.schema.locations=classpath:none/",
                        "--server.tomcat.threads.max=2",
                        "--tektonretry.http.max-open-bodies=3",
                        "--tektonretry.http.max-buffered-bodies=50KB");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void endsABodyThatDoesNotArriveInTime() throws IOException {
        try (ConfigurableApplicationContext hasty = started("--tektonretry.http.body-timeout=1s");
                SlowCaller caller =
                        SlowCaller.posting(port(hasty, "local.server.port"), "/length", "Content-Length: 10")) {
            caller.send("12");
            assertThat(caller.answer()).startsWith("HTTP/1.1 408").contains("\"TIMEOUT\"", "Connection: close");
        }
    }

    @Test
    void endsTheOldestBodyWhenThereAreTooMany() throws IOException {
        try (SlowCaller first = opening(1, 10);
                SlowCaller second = opening(2, 10);
                SlowCaller third = opening(3, 10);
                SlowCaller fourth = posting("/length", "Content-Length: 4", "Connection: close")) {
            assertThat(first.answer()).startsWith("HTTP/1.1 503").contains("\"RATE_LIMITED\"", "Retry-After: 1");
            fourth.send("1234");
            assertThat(fourth.answer()).startsWith("HTTP/1.1 200").endsWith("4");
            for (SlowCaller other : List.of(second, third)) {
                other.send("0123456789");
                assertThat(other.status()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void endsTheOldestBodyWhenTheyTakeTooMuchMemory() throws IOException {
        try (SlowCaller first = opening(1, 40_000);
                SlowCaller second = posting("/length", "Content-Length: 30000", "Connection: close")) {
            first.send("x".repeat(30_000));
            second.send("x".repeat(29_999));
            assertThat(first.answer()).startsWith("HTTP/1.1 503");
            second.send("x");
            assertThat(second.answer()).startsWith("HTTP/1.1 200").endsWith("30000");
        }
    }

    @Test
    void holdsNoThreadOfTheManagementPort() throws IOException {
        int management = port(context, "local.management.port");
        try (SlowCaller first = SlowCaller.posting(management, "/actuator/health", "Content-Length: 10");
                SlowCaller second = SlowCaller.posting(management, "/actuator/health", "Transfer-Encoding: chunked");
                SlowCaller third = SlowCaller.posting(management, "/actuator/health", "Content-Length: 0")) {
            assertThat(third.status()).startsWith("HTTP/1.1 405");
        }
    }

    /** Begins a body, which is the nth that the service knows of. */
    private static SlowCaller opening(int nth, int length) throws IOException {
        SlowCaller caller = posting("/length", "Content-Length: " + length);
        await().until(() -> context.getBean(OpenBodies.class).count() == nth);
        return caller;
    }

    private static SlowCaller posting(String path, String... headers) throws IOException {
        return SlowCaller.posting(port(context, "local.server.port"), path, headers);
    }

    private static int port(ConfigurableApplicationContext server, String property) {
        return server.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    /** Carries no stereotype, so that the whole service doesn't find it. */
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import(HttpConfiguration.class)
    static class Server {

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable)
                    .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                    .build();
        }

        @Bean
        RouterFunction<ServerResponse> length() {
            return RouterFunctions.route()
                    .POST(
                            "/length",
                            request -> ServerResponse.ok()
                                    .body(String.valueOf(
                                            request.body(String.class).length())))
                    .build();
        }
    }
}
