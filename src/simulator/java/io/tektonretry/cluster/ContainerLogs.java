package io.tektonretry.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The logs of containers, as the kubelets of their nodes have them. */
public final class ContainerLogs {

    private final Map<String, Log> logs = new ConcurrentHashMap<>();
    private volatile Runnable beforeReads = () -> {};

    /** What a container has written. */
    public interface Log {

        /** Writes what is asked for; may take as long as it likes, and ends when nobody listens any more. */
        void write(ApiRequest request, OutputStream out) throws IOException, InterruptedException;
    }

    /** Runs before each read, so that a log is as far as the state of its TaskRun. */
    void beforeReads(Runnable action) {
        beforeReads = action;
    }

    /** The log of a container is this from now on. */
    public void put(String namespace, String pod, String container, Log log) {
        logs.put(key(namespace, pod, container), log);
    }

    /** The log of a container consists of these lines from now on. */
    public void put(String namespace, String pod, String container, String text) {
        put(
                namespace,
                pod,
                container,
                (request, out) -> out.write(wanted(request, text).getBytes(StandardCharsets.UTF_8)));
    }

    /** The log of a pod's containers is gone. */
    void remove(String namespace, String pod) {
        logs.keySet().removeIf(key -> key.startsWith(key(namespace, pod, "")));
    }

    static String wanted(ApiRequest request, String text) {
        long lines = request.number("tailLines", Long.MAX_VALUE);
        long before = Math.max(0, text.lines().count() - lines);
        boolean stamped = request.query().getOrDefault("timestamps", "").equals("true");
        String kept = before == 0 && !stamped
                ? text
                : text.lines()
                        .skip(before)
                        .map(line -> (stamped ? "2026-11-24T08:00:00.000000000Z " : "") + line + "\n")
                        .collect(Collectors.joining());
        return kept.substring(0, (int) Math.min(kept.length(), request.number("limitBytes", Long.MAX_VALUE)));
    }

    /** What the container that is asked for has written. */
    Log find(ApiRequest request) {
        beforeReads.run();
        String container = request.query().getOrDefault("container", "");
        Log found = logs.get(key(request.namespace(), request.name(), container));
        if (found == null) {
            throw StatusError.badRequest("container %s is not valid for pod %s".formatted(container, request.name()));
        }
        return found;
    }

    private static String key(String namespace, String pod, String container) {
        return namespace + "/" + pod + "/" + container;
    }
}
