package io.tektonretry.mirror;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of the image in a folder, and its command with the paths there. */
record ImageLayout(Path folder, Path java, List<String> command, List<String> environment) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Of a pod, which the percentages of the image's options relate to. */
    private static final String POD = "-XX:MaxRAM=1g";

    /** Unpacks the layers of an image that {@code jib:buildTar} has made. */
    static ImageLayout unpack(Path tar, Path java, Path folder) throws Exception {
        execute(folder, List.of("tar", "xf", tar.toAbsolutePath().toString()));
        JsonMapper json = JsonMapper.shared();
        JsonNode manifest =
                json.readTree(Files.readString(folder.resolve("manifest.json"))).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            execute(folder, List.of("tar", "xzf", layer.asString(), "--warning=no-unknown-keyword"));
        }
        List<String> command = new ArrayList<>();
        JsonNode config = json.readTree(
                        Files.readString(folder.resolve(manifest.get("Config").asString())))
                .get("config");
        config.get("Entrypoint").forEach(part -> command.add(part.asString()));
        List<String> environment = new ArrayList<>();
        config.path("Env").forEach(variable -> environment.add(variable.asString()));
        Path paths = folder.resolve("app/jib-classpath-file");
        Files.writeString(paths, Files.readString(paths).replace("/app/", folder + "/app/"));
        command.replaceAll(part -> part.replace("@/app/", "@" + folder + "/app/"));
        return new ImageLayout(folder, java, command.subList(1, command.size()), environment);
    }

    String version() throws Exception {
        Path output = folder.resolve("version");
        new ProcessBuilder(program(), "--version")
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return Files.readString(output).lines().findFirst().orElseThrow();
    }

    /** Makes an archive of classes as the documents say, and returns the option that selects it. */
    String train(List<String> options) throws Exception {
        boolean isCache = Runtime.Version.parse(version().split(" ")[1]).feature() >= 25;
        Path archive = folder.resolve("app/start");
        List<String> training = new ArrayList<>(List.of(
                (isCache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive,
                "-Dspring.context.exit=onRefresh",
                "-Dspring.profiles.active=training",
                "-Dkubernetes.master=https://localhost"));
        training.addAll(options);
        int exit = builder(training, "training.log").start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("training.log")));
        }
        System.out.printf("the archive has %d MB%n", Files.size(archive) / 1_000_000);
        return (isCache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
    }

    /** Starts the service with the ports of the chart, or free ones in place of them. */
    Service start(List<String> options, String cluster, String database) throws IOException {
        Path kubeconfig =
                Files.writeString(folder.resolve("kubeconfig"), """
                {"apiVersion": "v1", "kind": "Config", "current-context": "double",
                 "clusters": [{"name": "double", "cluster": {"server": "%s"}}],
                 "users": [{"name": "service", "user": {"token": "%s"}}],
                 "contexts": [{"name": "double", "context": {"cluster": "double", "user": "service", "namespace": "tools"}}]}
                """.formatted(cluster, MirroredService.ACCOUNT));
        int management = freePort();
        ProcessBuilder builder = builder(options, "service.log");
        builder.command().addAll(List.of("--server.port=0", "--management.server.port=" + management));
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("SPRING_DATASOURCE_URL", database);
        builder.environment().put("SPRING_DATASOURCE_USERNAME", "postgres");
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", "postgres");
        return new Service(
                System.nanoTime(),
                builder.start(),
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(management)))
                        .timeout(Duration.ofSeconds(5))
                        .build());
    }

    private ProcessBuilder builder(List<String> options, String log) {
        List<String> all = new ArrayList<>(List.of(program(), POD));
        all.addAll(options);
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        environment.forEach(variable ->
                builder.environment().put(variable.replaceFirst("=.*", ""), variable.replaceFirst("[^=]*=", "")));
        return builder;
    }

    private String program() {
        return java.resolve("bin/java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void execute(Path folder, List<String> command) throws Exception {
        if (new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new IllegalStateException("failed: " + command);
        }
    }

    /** The service in a process of its own. */
    record Service(long started, Process process, HttpRequest readiness) implements AutoCloseable {

        /** Asks as Kubernetes does, but more often; returns the seconds since the start of the process. */
        double awaitReady() throws InterruptedException {
            while (!isReady()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The service has ended");
                }
                Thread.sleep(20);
            }
            return (System.nanoTime() - started) / 1e9;
        }

        private boolean isReady() throws InterruptedException {
            try {
                return HTTP.send(readiness, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        double cpu() {
            return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
        }

        /** Megabytes of the process that are in memory. */
        long memory() throws IOException {
            try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .sum();
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
