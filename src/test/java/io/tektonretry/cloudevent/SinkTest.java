package io.tektonretry.cloudevent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Takes the status of an answer, whatever comes behind it. */
class SinkTest {

    private static final int PATIENCE_SECONDS = 15;

    private static final PendingEvent EVENT = new PendingEvent(
            1,
            UUID.randomUUID(),
            "io.tektonretry.retry.created.v1",
            "ci/app-r1",
            UUID.randomUUID(),
            UUID.randomUUID(),
            Instant.EPOCH,
            "{}",
            0);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server;
    private final Sink sink;

    interface Answer {
        void to(Socket call) throws IOException;
    }

    SinkTest() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        sink = new Sink(
                URI.create("http://127.0.0.1:%d/events".formatted(server.getLocalPort())),
                new CloudEventProperties(
                        null,
                        URI.create("/tekton-retry"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(PATIENCE_SECONDS),
                        Duration.ofMinutes(1),
                        10,
                        Duration.ofHours(1),
                        10));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    @Test
    void waitsForNoBodyThatNeverEnds() throws Exception {
        Future<Boolean> letGo = answer(call -> {
            write(call.getOutputStream(), "HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nab");
        });

        assertThat(post()).isEqualTo(Sink.Answer.TAKEN);
        assertThat(letGo.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the connection is let go")
                .isTrue();
    }

    @Test
    void readsNoEndlessBody() throws Exception {
        Future<Boolean> letGo = answer(call -> {
            OutputStream out = call.getOutputStream();
            write(out, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n");
            while (true) {
                write(out, "no ".repeat(10_000));
            }
        });

        assertThat(post()).isEqualTo(Sink.Answer.REFUSED);
        assertThat(letGo.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("the connection is let go")
                .isTrue();
    }

    private Sink.Answer post() throws Exception {
        return threads.submit(() -> sink.post(EVENT)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Answers one call; tells once the caller has let it go. */
    private Future<Boolean> answer(Answer answer) {
        return threads.submit(() -> {
            try (Socket call = server.accept()) {
                call.getInputStream().read(new byte[1]);
                try {
                    answer.to(call);
                    while (call.getInputStream().read() >= 0) {}
                } catch (IOException e) {
                    // It hung up in the middle.
                }
                return true;
            }
        });
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }
}
