package io.tektonretry.mirror;

import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.ApiServerDouble;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * How long the service of the image takes to be ready, against a migrated database and a cluster, with and without an archive of
 * classes. It needs {@code target/tekton-retry-image.tar}. Arguments, separated by commas: {@code java=/folder} of the JDK that runs
 * the service, {@code rounds=5}, {@code idle=20} seconds until the memory is read, {@code options=-Xss512k+-XX:+UseSerialGC} for the
 * JVM in addition to those of the image, {@code only=archive}.
 */
public final class StartBenchmark {

    private final ImageLayout image;
    private final Map<String, String> settings;
    private final Map<String, List<Start>> starts = new LinkedHashMap<>();

    /** A start: seconds until it was ready and of CPU until then, megabytes in memory then and when idle. */
    private record Start(double ready, double cpu, long memory, long idle) {}

    private StartBenchmark(ImageLayout image, Map<String, String> settings) {
        this.image = image;
        this.settings = settings;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        if (arguments.length > 0) {
            for (String argument : arguments[arguments.length - 1].split(",")) {
                settings.put(argument.replaceFirst("=.*", ""), argument.replaceFirst("^[^=]*=?", ""));
            }
        }
        Path java = Path.of(settings.getOrDefault("java", System.getProperty("java.home")));
        ImageLayout image = ImageLayout.unpack(
                Path.of("target", "tekton-retry-image.tar"), java, Files.createTempDirectory("start"));
        new StartBenchmark(image, settings).run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                ApiServerDouble cluster = ApiServerDouble.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Flyway.configure().dataSource(url, "postgres", "postgres").load().migrate();
            cluster.account(ChartAccounts.service(Map.of()));
            System.out.println(image.version());
            String archive = image.train(options());
            for (int i = 0; i < number("rounds", 5); i++) {
                round("plain", List.of(), cluster.url(), url);
                round("archive", List.of(archive), cluster.url(), url);
            }
            starts.forEach(StartBenchmark::print);
        }
    }

    private void round(String kind, List<String> archive, String cluster, String database) throws Exception {
        if (!kind.contains(settings.getOrDefault("only", ""))) {
            return;
        }
        List<String> options = new ArrayList<>(archive);
        options.addAll(options());
        try (ImageLayout.Service service = image.start(options, cluster, database)) {
            double ready = service.awaitReady();
            double cpu = service.cpu();
            long memory = service.memory();
            Thread.sleep(number("idle", 20) * 1000L);
            Start start = new Start(ready, cpu, memory, service.memory());
            starts.computeIfAbsent(kind, key -> new ArrayList<>()).add(start);
            System.out.println(line(kind, start));
        }
    }

    private List<String> options() {
        String options = settings.getOrDefault("options", "");
        return options.isEmpty() ? List.of() : List.of(options.split("\\+(?=-)"));
    }

    private int number(String name, int usual) {
        return Integer.parseInt(settings.getOrDefault(name, Integer.toString(usual)));
    }

    /** Each figure has a median of its own. */
    private static void print(String kind, List<Start> rounds) {
        int middle = rounds.size() / 2;
        System.out.println(line(
                "median of " + kind,
                new Start(
                        rounds.stream().mapToDouble(Start::ready).sorted().toArray()[middle],
                        rounds.stream().mapToDouble(Start::cpu).sorted().toArray()[middle],
                        rounds.stream().mapToLong(Start::memory).sorted().toArray()[middle],
                        rounds.stream().mapToLong(Start::idle).sorted().toArray()[middle])));
    }

    private static String line(String kind, Start start) {
        return String.format(
                Locale.ROOT,
                "%-17s ready after %5.2f s, CPU %5.2f s, %d MiB in memory, %d MiB idle, load %.1f",
                kind,
                start.ready(),
                start.cpu(),
                start.memory(),
                start.idle(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
