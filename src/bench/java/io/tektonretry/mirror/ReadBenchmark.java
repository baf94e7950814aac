package io.tektonretry.mirror;

import com.zaxxer.hikari.HikariDataSource;
import io.tektonretry.history.database.ListPosition;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many reads a second the service answers in a large history, and what each takes of CPU and memory, beside the same reads by JDBC
 * and by PostGraphile. Arguments, separated by commas: {@code runs=10000+100000,clients=1+4+16,seconds=5,rounds=3,warm=10}; {@code only=lineage}
 * for the queries with this in their name; {@code data=/folder,port=54329} keeps the database there; {@code serve} leaves it running;
 * {@code database=jdbc:...} takes one that runs; {@code peer=http://...} is PostGraphile on it.
 */
public final class ReadBenchmark {

    /** With the JVM options of the image and the heap of a pod of 1 GiB. */
    private static final List<String> JVM = List.of("-Xmx717m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    private static final int DEPTH = 100_000;

    private final Map<String, String> settings;
    private final HikariDataSource database;
    private final JdbcClient jdbc;

    /** The cost of requests: milliseconds of CPU and bytes allocated are those of one request. */
    private record Round(
            double perSecond, double p50, double p99, double cpuMillis, double databaseMillis, double kilobytes) {}

    private record Address(String url, String user) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public String getPassword() {
            return "postgres";
        }
    }

    private ReadBenchmark(Map<String, String> settings, HikariDataSource database) {
        this.settings = settings;
        this.database = database;
        this.jdbc = JdbcClient.create(database);
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        if (arguments.length > 0) {
            for (String argument : arguments[arguments.length - 1].split(",")) {
                settings.put(argument.replaceFirst("=.*", ""), argument.replaceFirst("^[^=]*=?", ""));
            }
        }
        Address address =
                new Address(settings.containsKey("database") ? settings.get("database") : start(settings), "postgres");
        try (HikariDataSource database = new HikariDataSource()) {
            database.setJdbcUrl(address.url());
            database.setUsername(address.user());
            database.setPassword(address.getPassword());
            database.setMaximumPoolSize(20);
            new ReadBenchmark(settings, database).run(address);
            System.exit(0);
        } catch (IllegalStateException | ExecutionException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static String start(Map<String, String> settings) throws Exception {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setPort(Integer.parseInt(settings.getOrDefault("port", "0")));
        if (settings.containsKey("data")) {
            builder.setDataDirectory(settings.get("data")).setCleanDataDirectory(false);
        }
        String url = builder.start().getJdbcUrl("postgres", "postgres");
        System.out.println("database=" + url);
        return url;
    }

    private void run(Address address) throws Exception {
        Flyway.configure().dataSource(database).load().migrate();
        for (int runs : numbers("runs", "100000")) {
            new ReadHistory(jdbc).fill(runs);
            if (!settings.containsKey("serve")) {
                describe();
                beside(address, Math.min(DEPTH, runs / 2));
            }
        }
        if (settings.containsKey("serve")) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private void describe() {
        System.out.printf(
                "Java %s on %d cores; %s; shared_buffers %s%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                jdbc.sql("select version()").query(String.class).single().replaceFirst(" on .*", ""),
                jdbc.sql("show shared_buffers").query(String.class).single());
    }

    private void beside(Address address, int depth) throws Exception {
        Path folder = Files.createTempDirectory("reads");
        try (PreparedCluster cluster = PreparedCluster.of(0, 1);
                ReplicaProcess replica = ReplicaProcess.start(
                        cluster.url(),
                        address,
                        JVM,
                        List.of(
                                "--tektonretry.access.mode=none",
                                "--tektonretry.mirror.pods=false",
                                "--tektonretry.mirror.events=false",
                                "--tektonretry.graphql.points-per-minute=100000000"),
                        folder)) {
            System.out.println("service " + replica.awaitReady().pid());
            ListPosition at = ReadPeer.position(jdbc, depth);
            List<ReadPeer> peers = new ArrayList<>(
                    List.of(ReadPeer.Service.of(replica, at), new ReadPeer.Statements(database, at.id())));
            if (settings.containsKey("peer")) {
                peers.add(ReadPeer.PostGraphile.of(URI.create(settings.get("peer")), depth));
            }
            Map<ReadQuestion, List<ReadPeer>> answering = new LinkedHashMap<>();
            for (ReadQuestion question : ReadQuestion.ALL) {
                if (question.name().contains(settings.getOrDefault("only", ""))) {
                    answering.put(
                            question,
                            peers.stream()
                                    .filter(peer -> peer.answers(question))
                                    .toList());
                }
            }
            for (ReadQuestion question : answering.keySet()) {
                for (ReadPeer peer : answering.get(question)) {
                    round(peer, question, 4, numbers("warm", "10").get(0));
                }
            }
            for (ReadQuestion question : answering.keySet()) {
                measure(question, answering.get(question));
            }
        }
    }

    /** Rounds of the peers in turn. */
    private void measure(ReadQuestion question, List<ReadPeer> peers) throws Exception {
        System.out.printf("%n%s%n", question.name());
        for (int clients : numbers("clients", "1+4+16")) {
            Map<ReadPeer, List<Round>> rounds = new LinkedHashMap<>();
            for (int i = 0; i < numbers("rounds", "3").get(0); i++) {
                for (ReadPeer peer : peers) {
                    rounds.computeIfAbsent(peer, key -> new ArrayList<>())
                            .add(round(
                                    peer,
                                    question,
                                    clients,
                                    numbers("seconds", "5").get(0)));
                }
            }
            rounds.forEach((peer, all) -> print(clients, peer, all));
        }
    }

    private static void print(int clients, ReadPeer peer, List<Round> rounds) {
        rounds.sort(Comparator.comparingDouble(Round::perSecond));
        Round median = rounds.get(rounds.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%2d clients %-12s %8.1f/s (%.1f to %.1f)  p50 %.1f p99 %.1f ms  CPU %.2f + %.2f ms  %.0f kB  load %.1f%n",
                clients,
                peer.name(),
                median.perSecond(),
                rounds.get(0).perSecond(),
                rounds.get(rounds.size() - 1).perSecond(),
                median.p50(),
                median.p99(),
                median.cpuMillis(),
                median.databaseMillis(),
                median.kilobytes(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private Round round(ReadPeer peer, ReadQuestion question, int clients, int seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        long allocated = peer.allocated();
        CpuTime before = CpuTime.now(jdbc);
        long cpu = peer.cpu();
        long start = System.nanoTime();
        List<Future<List<Long>>> asked = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            asked.add(threads.submit(() -> ask(peer, question, end)));
        }
        List<Long> times = new ArrayList<>();
        for (Future<List<Long>> one : asked) {
            times.addAll(one.get());
        }
        double took = (System.nanoTime() - start) / 1e9;
        double count = times.size();
        cpu = peer.cpu() - cpu;
        long databaseCpu = CpuTime.now(jdbc).since(before).database();
        threads.shutdown();
        times.sort(null);
        return new Round(
                count / took,
                times.get(times.size() / 2) / 1e6,
                times.get(times.size() * 99 / 100) / 1e6,
                cpu / 1e6 / count,
                databaseCpu / 1e6 / count,
                (peer.allocated() - allocated) / 1e3 / count);
    }

    private static List<Long> ask(ReadPeer peer, ReadQuestion question, long end) throws Exception {
        List<Long> times = new ArrayList<>();
        try (ReadPeer.Client client = peer.client(question)) {
            do {
                long start = System.nanoTime();
                client.ask();
                times.add(System.nanoTime() - start);
            } while (System.nanoTime() < end);
        }
        return times;
    }

    private List<Integer> numbers(String name, String usual) {
        List<Integer> numbers = new ArrayList<>();
        for (String number : settings.getOrDefault(name, usual).split("\\+")) {
            numbers.add(Integer.parseInt(number));
        }
        return numbers;
    }
}
