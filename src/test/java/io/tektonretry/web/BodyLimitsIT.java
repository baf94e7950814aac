package io.tektonretry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
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
@ExtendWith(OutputCaptureExtension.class)
class BodyLimitsIT {

    /** More than the kernel takes from the server for a caller who does not read. */
    private static final int LARGE = 15_000_000;

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

    /** The end of the headers that callers send belongs to the body here. */
    @Test
    void readsWhatArrivesWithTheHeadersAndWhatArrivesLater() throws IOException {
        try (SlowCaller caller = posting("/length", "Connection: close", "Content-Length: 12", "\r\n0123")) {
            await().until(() -> openBodies() == 1);
            caller.send("4567");
            assertThat(caller.answer()).startsWith("HTTP/1.1 200").endsWith("12");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/length", "/later"})
    void readsABodyThatArrivesWithTheHeaders(String path) throws IOException {
        String next =
                "\r\n01234567POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 6\r\n\r\n01"
                        .formatted(path);
        try (SlowCaller caller = posting(path, "Content-Length: 8", next)) {
            assertThat(caller.answer())
                    .startsWith("HTTP/1.1 200")
                    .containsPattern("(?s)\\R\\R8\\R?.*HTTP/1.1 200")
                    .containsPattern("(?s)\\R\\R6$");
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
    void endsABodyThatTakesTooMuchMemoryByItself() throws IOException {
        for (int pause : List.of(0, 40_000, 51_000)) {
            try (SlowCaller caller = opening(1, 70_000)) {
                caller.send("x".repeat(pause));
                caller.send("x".repeat(60_000 - pause));
                assertThat(caller.answer()).startsWith("HTTP/1.1 503");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -1", "Content-Length: x", "Content-Length: 1\r\nContent-Length: 2"})
    void tellsTheLogNothingOfLengthsThatAreNone(String lengths, CapturedOutput log) throws IOException {
        try (SlowCaller caller = posting("/length", lengths)) {
            assertThat(caller.answer()).startsWith("HTTP/1.1 400");
        }
        assertThat(log.getAll()).doesNotContain("Exception");
    }

    @Test
    void holdsNoThreadForACallerWhoDoesNotRead() throws IOException {
        try (SlowCaller first = taking(context);
                SlowCaller second = taking(context);
                SlowCaller third = taking(context);
                SlowCaller fourth = posting("/length", "Content-Length: 4", "Connection: close")) {
            fourth.send("1234");
            assertThat(fourth.answer()).startsWith("HTTP/1.1 200").endsWith("4");
            for (SlowCaller other : List.of(first, second, third)) {
                assertThat(other.answer())
                        .startsWith("HTTP/1.1 200")
                        .endsWith("xx")
                        .hasSizeGreaterThan(LARGE);
            }
        }
    }

    @Test
    void endsTheOldestAnswerWhenTheyTakeTooMuchMemory() throws IOException {
        try (ConfigurableApplicationContext small = started("--tektonretry.http.answers-in-memory=30MB");
                SlowCaller first = taking(small, 1);
                SlowCaller second = taking(small, 2);
                SlowCaller third = taking(small)) {
            assertThat(third.length()).isGreaterThan(LARGE);
            assertThat(first.length()).isLessThan(LARGE);
            assertThat(second.length()).isGreaterThan(LARGE);
        }
    }

    @Test
    void forgetsWhatAnAnswerIsMadeOfWhileItIsSent() throws IOException {
        Server.made.clear();
        try (SlowCaller caller =
                SlowCaller.calling(port(context, "local.server.port"), "GET /made", "Connection: close")) {
            await().until(() -> answers(context) == 1);
            await().until(() -> {
                System.gc();
                return Server.made.size() == 1 && Server.made.get(0).refersTo(null);
            });
            assertThat(memory(context)).isBetween(1L, 2L * LARGE);
            assertThat(caller.length()).isGreaterThan(LARGE);
        }
        await().until(() -> memory(context) == 0);
    }

    @Test
    void givesTheMemoryBackOfACallerWhoHasGone() throws IOException {
        try (SlowCaller caller = taking(context, 1)) {
            assertThat(caller.status()).startsWith("HTTP/1.1 200");
            assertThat(memory(context)).isPositive();
        }
        await().until(() -> answers(context) == 0 && memory(context) == 0);
    }

    @Test
    void endsAnAnswerThatIsNotTakenInTime() throws IOException {
        try (ConfigurableApplicationContext hasty = started("--tektonretry.http.answer-timeout=1s");
                SlowCaller caller = taking(hasty, 1)) {
            await().until(() -> answers(hasty) == 0 && memory(hasty) == 0);
            assertThat(caller.length()).isLessThan(LARGE);
        }
    }

    @Test
    @SuppressWarnings("try")
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
        await().until(() -> openBodies() == nth);
        return caller;
    }

    private static int openBodies() {
        return context.getBean("openBodies", Transfers.class).count();
    }

    private static SlowCaller taking(ConfigurableApplicationContext server) throws IOException {
        return SlowCaller.calling(port(server, "local.server.port"), "GET /large", "Connection: close");
    }

    /** Asks for an answer and does not read it; so many are on their way then. */
    private static SlowCaller taking(ConfigurableApplicationContext server, int underWay) throws IOException {
        SlowCaller caller = taking(server);
        await().until(() -> answers(server) == underWay);
        return caller;
    }

    private static int answers(ConfigurableApplicationContext server) {
        return server.getBean("openAnswers", Transfers.class).count();
    }

    private static long memory(ConfigurableApplicationContext server) {
        return server.getBean(AnswerMemory.class).taken();
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

        static final List<WeakReference<Object>> made = new CopyOnWriteArrayList<>();

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable)
                    .authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                    .build();
        }

        @Bean
        RouterFunction<ServerResponse> length() {
            return RouterFunctions.route()
                    .GET("/large", request -> ServerResponse.ok().body("x".repeat(LARGE)))
                    .GET(
                            "/made",
                            request -> ServerResponse.async(CompletableFuture.supplyAsync(() -> {
                                Map<String, Object> large = new HashMap<>(Map.of("text", "x".repeat(LARGE)));
                                made.add(new WeakReference<>(large));
                                return ServerResponse.ok().body(large);
                            })))
                    .POST(
                            "/later",
                            request -> ServerResponse.async(CompletableFuture.completedFuture(
                                            request.body(String.class))
                                    .thenApplyAsync(body -> ServerResponse.ok().body(String.valueOf(body.length())))))
                    .POST(
                            "/length",
                            request -> ServerResponse.ok()
                                    .body(String.valueOf(
                                            request.body(String.class).length())))
                    .build();
        }
    }
}
