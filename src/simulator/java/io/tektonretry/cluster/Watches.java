package io.tektonretry.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Opens watches. */
final class Watches {

    private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(2);

    private final Store store;

    Watches(Store store) {
        this.store = store;
    }

    /** From a resourceVersion on; without one (or with "0") the present objects come first, as added. */
    Watch open(ApiRequest request) {
        ResourceType type = request.type()
                .orElseThrow(
                        () -> new StatusError(404, "NotFound", "the server could not find the requested resource"));
        Selector selector = new Selector(type, request);
        long from = request.number("resourceVersion", 0);
        synchronized (store) {
            List<ObjectNode> present = from == 0 ? present(selector) : List.of();
            return new Watch(
                    store,
                    type,
                    selector,
                    present,
                    from == 0 ? store.revision() : from,
                    request.query().getOrDefault("allowWatchBookmarks", "").equals("true"),
                    BOOKMARK_INTERVAL,
                    Duration.ofSeconds(request.number("timeoutSeconds", 3600)));
        }
    }

    private List<ObjectNode> present(Selector selector) {
        return store.at(store.revision()).entrySet().stream()
                .filter(entry -> selector.covers(entry.getKey()) && selector.matches(entry.getValue()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
