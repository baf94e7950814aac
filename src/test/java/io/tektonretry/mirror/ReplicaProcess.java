package io.tektonretry.mirror;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The whole service in a process of its own, one of several replicas, with a small heap. */
final class ReplicaProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;

    private ReplicaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a replica, and does not wait for it.
     *
     * @param folder for its output
     * @param heap as the JVM takes it
     */
    static ReplicaProcess start(String cluster, JdbcConnectionDetails database, String heap, Path folder) {
        return start(
                cluster,
                database,
                List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1"),
                List.of(
                        "--tektonretry.access.mode=none",
                        "--spring.datasource.hikari.maximum-pool-size=5",
                        "--tektonretry.mirror.waiting-size=16MB",
                        "--tektonretry.mirror.leader-election=true",
                        "--tektonretry.mirror.lease-duration=3s"),
                folder);
    }

    /**
     * Starts a replica, and does not wait for it.
     *
     * @param jvm options of the JVM
     * @param service properties of the service
     * @param folder for its output
     */
    static ReplicaProcess start(
            String cluster, JdbcConnectionDetails database, List<String> jvm, List<String> service, Path folder) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                serviceAlone(),
                "io.tektonretry.TektonRetryApplication",
                "--server.port=0",
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword()));
        command.addAll(service);
        try {
            Path kubeconfig =
                    Files.writeString(folder.resolve("kubeconfig"), """
                    {"apiVersion": "v1", "kind": "Config", "current-context": "double",
                     "clusters": [{"name": "double", "cluster": {"server": "%s"}}],
                     "users": [{"name": "service", "user": {"token": "%s"}}],
                     "contexts": [{"name": "double", "context": {"cluster": "double", "user": "service", "namespace": "tools"}}]}
                    """.formatted(cluster, MirroredService.ACCOUNT));
            Path output = Files.createTempFile(folder, "replica", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            return new ReplicaProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the tests, whose beans and resources are not its own. */
    private static String serviceAlone() {
        String tests = Path.of(URI.create(ReplicaProcess.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().toString().equals(tests))
                .collect(Collectors.joining(File.pathSeparator));
    }

    ReplicaProcess awaitReady() {
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(output());
            }
            return isReady();
        });
        return this;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isReady() {
        return get("/actuator/health/readiness")
                .filter(answer -> answer.statusCode() == 200)
                .findAny()
                .isPresent();
    }

    boolean isLeading() {
        return get("/actuator/prometheus").anyMatch(answer -> answer.body().contains("mirror_leader 1.0"));
    }

    /** KILL, STOP, CONT or TERM. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Process process() {
        return process;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers; empty before it does. */
    Optional<URI> address() {
        Matcher port = PORT.matcher(output());
        return port.find() ? Optional.of(URI.create("http://127.0.0.1:" + port.group(1))) : Optional.empty();
    }

    /** Nothing when it does not answer. */
    private Stream<HttpResponse<String>> get(String path) {
        return address().stream().flatMap(address -> get(address.resolve(path)));
    }

    private static Stream<HttpResponse<String>> get(URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        try {
            return Stream.of(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Stream.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
