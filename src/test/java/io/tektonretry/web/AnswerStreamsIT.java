package io.tektonretry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A server with two threads that streams what a test gives to it. */
class AnswerStreamsIT {

    private static final Duration LONG = Duration.ofHours(1);

    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Server.class)
                .run(
                        "--server.port=0",
                        "--server.tomcat.threads.max=2",
                        "--management.endpoint.health.validate-group-membership=false",
                        "--spring.graphql.schema.locations=classpath:none/");
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void sendsWhatComesAndHoldsNoThread() throws IOException {
        List<SlowCaller> callers = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(calling("endless"));
            sources.add(begun(i + 1));
        }
        for (int i = 0; i < 5; i++) {
            sources.get(i).give("hello\n");
            sources.get(i).end(null);
            assertThat(callers.get(i).answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Type: text/plain;charset=utf-8", "X-Content-Type-Options: nosniff", "hello\n")
                    .endsWith("0\r\n\r\n");
            callers.get(i).close();
        }
        assertThat(sources).allMatch(source -> source.ends.get() == 1);
        Server.SOURCES.clear();
    }

    @Test
    @SuppressWarnings("try")
    void asksForNoMoreThanIsTaken() throws IOException {
        Source source;
        try (SlowCaller caller = calling("endless")) {
            source = begun(1);
            source.giveAlways("x".repeat(100_000));
            await().until(() -> source.isStalled());
            assertThat(source.given.get())
                    .as("what the kernel takes for a caller who does not read")
                    .isLessThan(200);
        }
        await().until(() -> source.cancelled.get() > 0 && source.ends.get() == 1);
        Server.SOURCES.clear();
    }

    @Test
    void endsWhatIsNotTaken() throws IOException {
        try (SlowCaller caller = calling("idle")) {
            Source source = begun(1);
            source.giveAlways("x".repeat(100_000));
            await().until(() -> source.ends.get() == 1);
            assertThat(caller.length()).isPositive();
        }
        Server.SOURCES.clear();
    }

    @Test
    void endsWhatSaysNothing() throws IOException {
        try (SlowCaller before = calling("idle")) {
            assertThat(before.answer()).startsWith("HTTP/1.1 504").contains("\"TIMEOUT\"");
        }
        try (SlowCaller after = calling("greeted")) {
            assertThat(after.answer()).contains("hello\n").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(Server.SOURCES).allMatch(source -> source.cancelled.get() > 0 && source.ends.get() == 1);
        Server.SOURCES.clear();
    }

    @Test
    void endsWhatLastsTooLong() throws IOException {
        try (SlowCaller caller = calling("short")) {
            Source source = begun(1);
            assertThat(caller.answer()).contains("hello\n").doesNotEndWith("0\r\n\r\n");
            assertThat(source.cancelled).hasPositiveValue();
        }
        Server.SOURCES.clear();
    }

    @Test
    void sendsSoManyBytesAndBreaksOff() throws IOException {
        try (SlowCaller caller = calling("small")) {
            begun(1).give("0123456789abc");
            assertThat(caller.answer())
                    .contains("0123456789")
                    .doesNotContain("abc")
                    .doesNotEndWith("0\r\n\r\n");
        }
        Server.SOURCES.clear();
    }

    @Test
    void tellsWhatGoesWrongBeforeTheFirstByteAndBreaksOffAfterIt() throws IOException {
        try (SlowCaller caller = calling("endless")) {
            begun(1).end(new IOException("gone"));
            assertThat(caller.answer())
                    .startsWith("HTTP/1.1 502")
                    .contains("Content-Type: application/json", "\"LOG_UNAVAILABLE\"")
                    .doesNotContain("gone");
        }
        try (SlowCaller caller = calling("endless")) {
            Source source = begun(2);
            source.give("half a lo");
            source.end(new IOException("gone"));
            assertThat(caller.answer()).contains("half a lo").doesNotEndWith("0\r\n\r\n");
        }
        Server.SOURCES.clear();
    }

    private static SlowCaller calling(String limits) throws IOException {
        return SlowCaller.calling(
                context.getEnvironment().getRequiredProperty("local.server.port", Integer.class),
                "GET /stream/" + limits,
                "Connection: close");
    }

    private static Source begun(int nth) {
        await().until(() -> Server.SOURCES.size() >= nth);
        return Server.SOURCES.get(nth - 1);
    }

    /** What is streamed, as a test gives it. */
    static final class Source implements Flow.Publisher<List<ByteBuffer>> {

        final AtomicInteger cancelled = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger given = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();
        private Flow.@Nullable Subscriber<? super List<ByteBuffer>> taker;
        private final boolean greets;
        private int seen;

        /** Greets the caller at once, or gives nothing by itself. */
        Source(boolean greets) {
            this.greets = greets;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> subscriber) {
            taker = subscriber;
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    if (asked.addAndGet((int) n) == 1 && greets) {
                        give("hello\n");
                    }
                }

                @Override
                public void cancel() {
                    cancelled.incrementAndGet();
                }
            });
        }

        void give(String text) {
            await().until(() -> asked.get() > given.get());
            given.incrementAndGet();
            // In two pieces, as a network may.
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            taker.onNext(
                    List.of(ByteBuffer.wrap(bytes, 0, 1), ByteBuffer.wrap(Arrays.copyOfRange(bytes, 1, bytes.length))));
        }

        /** Gives as much as is asked for, on a thread of its own. */
        void giveAlways(String text) {
            Thread giver = new Thread(() -> {
                while (cancelled.get() == 0) {
                    if (asked.get() > given.get()) {
                        give(text);
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
            giver.setDaemon(true);
            giver.start();
        }

        /** Whether nothing was asked for since this was asked the last time. */
        boolean isStalled() {
            int before = seen;
            seen = asked.get();
            return seen == before && seen > 0;
        }

        void end(@Nullable Throwable failure) {
            if (failure == null) {
                taker.onComplete();
            } else {
                taker.onError(failure);
            }
        }
    }

    /** Carries no stereotype, so that the whole service doesn't find it. */
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import({HttpConfiguration.class, AnswerStreams.class, Streams.class})
    static class Server {

        static final List<Source> SOURCES = new CopyOnWriteArrayList<>();

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(calls -> calls.anyRequest().permitAll())
                    .build();
        }
    }

    @RestController
    static class Streams {

        private final AnswerStreams answers;

        Streams(AnswerStreams answers) {
            this.answers = answers;
        }

        @GetMapping("/stream/{limits}")
        void stream(HttpServletRequest call, HttpServletResponse response, @PathVariable String limits)
                throws IOException {
            StreamLimits given = switch (limits) {
                case "idle" -> new StreamLimits(Long.MAX_VALUE, LONG, Duration.ofMillis(300));
                case "greeted" -> new StreamLimits(Long.MAX_VALUE, LONG, Duration.ofSeconds(2));
                case "short" -> new StreamLimits(Long.MAX_VALUE, Duration.ofSeconds(2), LONG);
                case "small" -> new StreamLimits(10, LONG, LONG);
                default -> new StreamLimits(Long.MAX_VALUE, LONG, LONG);
            };
            boolean greets = limits.equals("greeted") || limits.equals("short");
            Source source = new Source(greets);
            source.subscribe(
                    answers.begin(call, response, "text/plain;charset=utf-8", given, source.ends::incrementAndGet));
            Server.SOURCES.add(source);
        }
    }
}
