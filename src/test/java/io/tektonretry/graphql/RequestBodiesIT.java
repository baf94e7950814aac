package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.web.SlowCaller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Sends bodies that are too large, or too slow. */
@GraphQlContext
class RequestBodiesIT {

    private static final String QUERY = "{\"query\": \"{ viewer { name } }\"}";
    private static final String MEBIBYTE = "x".repeat(1 << 20);

    @LocalServerPort
    int port;

    @Autowired
    HttpGraphQlTester api;

    @Test
    @Timeout(60)
    void answersOthersHoweverManyDribble() throws IOException {
        // More than Tomcat has threads.
        List<SlowCaller> dribblers = new ArrayList<>();
        try {
            for (int i = 0; i < 125; i++) {
                dribblers.add(SlowCaller.posting(port, "/graphql", "Content-Length: 1000"));
                dribblers.add(SlowCaller.posting(port, "/graphql", "Transfer-Encoding: chunked"));
            }
            for (String piece : new String[] {"1", "0"}) {
                for (SlowCaller dribbler : dribblers) {
                    dribbler.send(piece);
                }
            }

            api.document("{ viewer { name } }")
                    .execute()
                    .path("viewer.name")
                    .entity(String.class)
                    .isEqualTo("alice");
        } finally {
            for (SlowCaller dribbler : dribblers) {
                dribbler.close();
            }
        }
    }

    @Test
    void readsABodyThatComesInPieces() throws IOException {
        try (SlowCaller caller =
                SlowCaller.posting(port, "/graphql", "Content-Length: " + QUERY.length(), "Connection: close")) {
            caller.send(QUERY.substring(0, 10));
            caller.send(QUERY.substring(10));
            assertThat(caller.answer()).startsWith("HTTP/1.1 200").contains("\"alice\"");
        }
        try (SlowCaller caller =
                SlowCaller.posting(port, "/graphql", "Transfer-Encoding: chunked", "Connection: close")) {
            caller.send("5\r\n" + QUERY.substring(0, 5) + "\r\n");
            caller.send("%x\r\n%s\r\n".formatted(QUERY.length() - 5, QUERY.substring(5)));
            caller.send("0\r\n\r\n");
            assertThat(caller.answer()).startsWith("HTTP/1.1 200").contains("\"alice\"");
        }
    }

    @Test
    void refusesABodyThatSaysThatItIsTooLargeBeforeItIsSent() throws IOException {
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", "Content-Length: 1048577")) {
            assertThat(caller.status()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void refusesABodyThatTurnsOutToBeTooLargeBeforeItsEnd() throws IOException {
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", "Transfer-Encoding: chunked")) {
            caller.send("100001\r\n" + MEBIBYTE + "x");
            assertThat(caller.status()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void tellsTheCodeAndTheLimit() throws IOException {
        try (SlowCaller caller = SlowCaller.posting(port, "/graphql", "Content-Length: 2000000")) {
            caller.send("x".repeat(2_000_000));
            assertThat(caller.answer()).contains("LIMIT_EXCEEDED", "1,048,576", "Connection: close");
        }
    }

    @Test
    void readsNothingThatIsCompressed() throws IOException {
        try (SlowCaller caller = SlowCaller.posting(
                port, "/graphql", "Content-Encoding: gzip", "Content-Length: 3", "Connection: close")) {
            caller.send("zip");
            assertThat(caller.answer()).startsWith("HTTP/1.1 415").contains("INVALID_INPUT");
        }
    }

    @Test
    @Timeout(60)
    void letsNoThreadWaitForABodyThatNobodyAskedFor() throws IOException {
        List<SlowCaller> dribblers = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                dribblers.add(SlowCaller.posting(port, "/nothing", "Content-Length: 1000"));
            }
            api.document("{ viewer { name } }").executeAndVerify();
        } finally {
            for (SlowCaller dribbler : dribblers) {
                dribbler.close();
            }
        }
    }
}
