package io.tektonretry.graphql.visible;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.access.RunAccess;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Component;

/** Registers batched look-ups of the caller's rights, cached for one request only. */
@Component
final class AccessLookups {

    AccessLookups(BatchLoaderRegistry registry, RunAccess access, VisibleRuns runs, RetryRequests requests) {
        register(registry, "mayRetryByNamespace", (Collection<String> namespaces) -> access.mayRetry(namespaces));
        register(registry, "mayReadLogsOfRun", (Collection<UUID> uids) -> mayReadLogs(access, runs, uids));
        register(
                registry,
                "requestsById",
                (Collection<UUID> ids) ->
                        requests.find(ids).stream().collect(toMap(RetryRequest::id, Function.identity())));
    }

    private static Map<UUID, Boolean> mayReadLogs(RunAccess access, VisibleRuns runs, Collection<UUID> uids) {
        Map<UUID, String> namespaces = new HashMap<>();
        runs.find(uids).forEach((uid, run) -> namespaces.put(uid, run.namespace()));
        Set<String> readable = access.withReadableLogs(namespaces.values());
        Map<UUID, Boolean> rights = new HashMap<>();
        namespaces.forEach((uid, namespace) -> rights.put(uid, readable.contains(namespace)));
        return rights;
    }

    private static <K, V> void register(
            BatchLoaderRegistry registry, String name, Function<Collection<K>, Map<K, V>> lookup) {
        BatchLookups.register(registry, name, lookup);
    }
}
