package io.tektonretry.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lists and watches over real HTTP that cost hardly more than copying bytes: what is measured is not to be the work of a double, which
 * runs on the same cores. It holds PipelineRuns and nothing else.
 */
final class PreparedCluster implements AutoCloseable {

    private static final long FIRST_VERSION = 1_000;
    private static final long LONGEST_SILENCE = 3_000;

    /** A change in the order of versions. */
    private record Event(PreparedRun run, String type, long version) {}

    private final RunTemplate template = RunTemplate.ofARecordedRun();
    private final Random random;
    private final List<PreparedRun> runs = new ArrayList<>();
    private final List<Long> versions = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "prepared-cluster");
        thread.setDaemon(true);
        return thread;
    });
    private long version = FIRST_VERSION;
    private volatile boolean closed;

    private PreparedCluster(HttpServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
    }

    static PreparedCluster of(int size, long seed) {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            PreparedCluster cluster = new PreparedCluster(server, seed);
            IntStream.range(0, size).forEach(number -> cluster.add());
            server.createContext("/", cluster::answer);
            server.setExecutor(cluster.threads);
            server.start();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://%s:%d"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort());
    }

    synchronized long version() {
        return version;
    }

    /** Adds a run. */
    synchronized void add() {
        PreparedRun run = PreparedRun.of(runs.size(), random);
        runs.add(run);
        versions.add(0L);
        changed(runs.size() - 1, "ADDED");
    }

    /** Changes a run and returns its new version. */
    synchronized long change(int index) {
        changed(index, "MODIFIED");
        return version;
    }

    private void changed(int index, String type) {
        version++;
        versions.set(index, version);
        events.add(new Event(runs.get(index), type, version));
        notifyAll();
    }

    /** Changes every run at once. */
    synchronized void changeAll() {
        IntStream.range(0, runs.size()).forEach(this::change);
    }

    /** Moves on to a version that somebody else has used. */
    synchronized void reach(long used) {
        version = Math.max(version, used);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!path.startsWith("/apis/tekton.dev/")) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
                Map<String, String> query = query(exchange);
                boolean isPipelineRun = path.endsWith("/pipelineruns");
                if (query.containsKey("watch")) {
                    watch(isPipelineRun, Long.parseLong(query.get("resourceVersion")), out);
                } else {
                    list(isPipelineRun, query, out);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        return Stream.of(exchange.getRequestURI().getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private void list(boolean isPipelineRun, Map<String, String> query, OutputStream out) throws IOException {
        int from = Integer.parseInt(query.getOrDefault("continue", "0"));
        int size = isPipelineRun ? size() : 0;
        int to = Math.min(size, from + Integer.parseInt(query.get("limit")));
        String token = to < size ? Integer.toString(to) : "";
        out.write("{\"metadata\":{\"resourceVersion\":\"%d\",\"continue\":\"%s\"},\"items\":["
                .formatted(version(), token)
                .getBytes(UTF_8));
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.write(',');
            }
            template.write(run(i), version(i), out);
        }
        out.write("]}".getBytes(UTF_8));
    }

    private synchronized int size() {
        return runs.size();
    }

    private synchronized PreparedRun run(int index) {
        return runs.get(index);
    }

    private synchronized long version(int index) {
        return versions.get(index);
    }

    /** Sends every change behind a version, and a bookmark when there is none for a while. */
    private void watch(boolean isPipelineRun, long from, OutputStream out) throws IOException, InterruptedException {
        out.flush();
        int next = isPipelineRun ? firstBehind(from) : Integer.MAX_VALUE;
        for (long sent = from; !closed; out.flush()) {
            List<Event> due = await(next);
            for (Event event : due) {
                out.write("{\"type\":\"%s\",\"object\":".formatted(event.type()).getBytes(UTF_8));
                template.write(event.run(), event.version(), out);
                out.write("}\n".getBytes(UTF_8));
                sent = event.version();
            }
            if (due.isEmpty()) {
                out.write("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"%d\"}}}\n"
                        .formatted(sent)
                        .getBytes(UTF_8));
            }
            next += due.size();
        }
    }

    private synchronized int firstBehind(long known) {
        int index = events.size();
        while (index > 0 && events.get(index - 1).version() > known) {
            index--;
        }
        return index;
    }

    /** The events from a place on; none when none came for a while. */
    private synchronized List<Event> await(int next) throws InterruptedException {
        if (events.size() <= next && !closed) {
            wait(LONGEST_SILENCE);
        }
        return events.size() <= next ? List.of() : List.copyOf(events.subList(next, events.size()));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
