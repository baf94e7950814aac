package io.tektonretry.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One stream of changes: replays the log from a revision on, then waits for more until its time is up. */
final class Watch {

    /** Takes the lines of a watch. */
    @FunctionalInterface
    interface Lines {
        void send(String line) throws IOException;
    }

    private final Store store;
    private final ResourceType type;
    private final Selector selector;
    private final List<ObjectNode> present;
    private final boolean bookmarks;
    private final long bookmarkInterval;
    private final long end;
    private final long epoch;
    private long known;

    Watch(
            Store store,
            ResourceType type,
            Selector selector,
            List<ObjectNode> present,
            long from,
            boolean bookmarks,
            Duration bookmarkInterval,
            Duration timeout) {
        this.store = store;
        this.type = type;
        this.selector = selector;
        this.present = present;
        this.known = from;
        this.bookmarks = bookmarks;
        this.bookmarkInterval = bookmarkInterval.toNanos();
        this.end = System.nanoTime() + timeout.toNanos();
        this.epoch = store.epoch();
    }

    void run(Lines lines) throws IOException, InterruptedException {
        for (ObjectNode object : present) {
            lines.send(line("ADDED", object));
        }
        try {
            stream(lines);
        } catch (StatusError e) {
            lines.send(line("ERROR", e.body()));
        }
    }

    private void stream(Lines lines) throws IOException, InterruptedException {
        long bookmark = System.nanoTime() + bookmarkInterval;
        while (System.nanoTime() < end && store.epoch() == epoch) {
            for (Change change : store.after(known, epoch, millisUntil(Math.min(bookmark, end)))) {
                sendIfSelected(change, lines);
                known = change.revision();
            }
            if (System.nanoTime() >= bookmark) {
                bookmark(lines);
                bookmark = System.nanoTime() + bookmarkInterval;
            }
        }
        bookmark(lines);
    }

    private void sendIfSelected(Change change, Lines lines) throws IOException {
        Optional<String> line = selector.covers(change.key()) ? line(change) : Optional.empty();
        if (line.isPresent()) {
            lines.send(line.get());
        }
    }

    /** To a watch with a selector an object that leaves the selection is deleted, one that enters it is added. */
    private Optional<String> line(Change change) {
        @Nullable ObjectNode before = change.before();
        boolean was = before != null && selector.matches(before);
        boolean is = !change.deletion() && selector.matches(change.object());
        if (!was && !is) {
            return Optional.empty();
        }
        return Optional.of(line(is ? (was ? "MODIFIED" : "ADDED") : "DELETED", change.object()));
    }

    private void bookmark(Lines lines) throws IOException {
        if (bookmarks) {
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("kind", type.kind())
                    .put("apiVersion", type.apiVersion());
            object.putObject("metadata")
                    .put("resourceVersion", Long.toString(known))
                    .putNull("creationTimestamp");
            lines.send(line("BOOKMARK", object));
        }
    }

    private static String line(String event, JsonNode object) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("type", event);
        line.set("object", object);
        return line + "\n";
    }

    private static long millisUntil(long nanos) {
        return Math.max(1, (nanos - System.nanoTime()) / 1_000_000);
    }
}
