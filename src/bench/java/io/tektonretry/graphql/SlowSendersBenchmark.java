package io.tektonretry.graphql;

import io.tektonretry.web.SlowCaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** How long callers wait for answers while many others send their bodies byte by byte. */
final class SlowSendersBenchmark {

    private static final int SENDERS = Integer.getInteger("senders", 1000);
    private static final int CALLS = Integer.getInteger("calls", 3000);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final List<SlowCaller> senders = new ArrayList<>();
    private int reconnects;

    private SlowSendersBenchmark(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) throws Exception {
        try (var service = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .run(
                        "--server.port=0",
                        "--tektonretry.graphql.points-per-minute=1000000",
                        "--management.endpoint.health.validate-group-membership=false")) {
            int port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
            new SlowSendersBenchmark(port).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        measure("warm-up");
        measure("alone");
        for (int i = 0; i < SENDERS; i++) {
            senders.add(connect(i));
        }
        var dribble = Executors.newSingleThreadScheduledExecutor();
        dribble.scheduleWithFixedDelay(this::dribble, 0, 1, TimeUnit.SECONDS);
        measure("beside " + SENDERS);
        measure("beside " + SENDERS);
        dribble.shutdownNow();
        System.out.printf("reconnects %d%n", reconnects);
    }

    private SlowCaller connect(int i) throws IOException {
        return SlowCaller.posting(
                port, "/graphql", i % 2 == 0 ? "Content-Length: 1000000" : "Transfer-Encoding: chunked");
    }

    private void dribble() {
        for (int i = 0; i < senders.size(); i++) {
            try {
                senders.get(i).send("1");
            } catch (IOException gone) {
                reconnect(i);
            }
        }
    }

    private void reconnect(int i) {
        try {
            senders.get(i).close();
            senders.set(i, connect(i));
            reconnects++;
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    private void measure(String what) throws Exception {
        long[] nanos = new long[CALLS];
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            long before = System.nanoTime();
            int status = HTTP.send(call(), BodyHandlers.ofString()).statusCode();
            nanos[i] = System.nanoTime() - before;
            if (status != 200) {
                throw new IllegalStateException("status " + status);
            }
            Thread.sleep(5);
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %d calls in %d s, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what,
                CALLS,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                nanos[CALLS / 2] / 1e6,
                nanos[CALLS * 99 / 100] / 1e6,
                nanos[CALLS - 1] / 1e6);
    }

    private HttpRequest call() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                .header("Authorization", "Bearer alices")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"query\": \"{ pipelineRuns(first: 10) { nodes { id name } } }\"}"))
                .build();
    }
}
