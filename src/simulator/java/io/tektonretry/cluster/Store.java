package io.tektonretry.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All objects, one global revision and the log of changes, from which any state since the last compaction can be told. Stored objects
 * are never changed in place. A write that reads first holds the monitor of the store.
 */
final class Store {

    private static final int REMEMBERED_CHANGES = 20_000;

    private final NavigableMap<Key, ObjectNode> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private int rememberedChanges = REMEMBERED_CHANGES;
    private long revision = 1;
    private long forgotten;
    private long epoch;

    synchronized long revision() {
        return revision;
    }

    synchronized Optional<ObjectNode> find(Key key) {
        return Optional.ofNullable(objects.get(key));
    }

    synchronized List<ObjectNode> all() {
        return List.copyOf(objects.values());
    }

    /** The objects as they were at a revision, reached by taking back what came later. */
    synchronized NavigableMap<Key, ObjectNode> at(long wanted) {
        if (wanted < forgotten) {
            throw StatusError.expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without"
                            + " the continue parameter.");
        }
        NavigableMap<Key, ObjectNode> state = new TreeMap<>(objects);
        for (int i = changes.size() - 1; i >= 0 && changes.get(i).revision() > wanted; i--) {
            takeBack(changes.get(i), state);
        }
        return state;
    }

    private static void takeBack(Change change, NavigableMap<Key, ObjectNode> state) {
        ObjectNode before = change.before();
        if (before == null) {
            state.remove(change.key());
        } else {
            state.put(change.key(), before);
        }
    }

    /** Stores the object under the next revision and returns what was stored. */
    synchronized ObjectNode put(Key key, ObjectNode object) {
        ObjectNode stored = stamped(object);
        record(key, stored, false);
        return stored;
    }

    synchronized void remove(Key key) {
        ObjectNode last = objects.get(key);
        if (last != null) {
            record(key, stamped(last), true);
        }
    }

    /** Takes over an object with its resourceVersion, if it has one; the log counts on, past that version. */
    synchronized void takeOver(JsonNode object, boolean deletion) {
        reach(version(object) - 1);
        boolean versioned = object.path("metadata").has("resourceVersion");
        ObjectNode copy = versioned ? (ObjectNode) object.deepCopy() : stamped((ObjectNode) object);
        record(Key.of(copy), copy, deletion);
    }

    /** Moves the counter to a revision unless it is beyond. */
    synchronized void reach(long wanted) {
        revision = Math.max(revision, wanted);
        notifyAll();
    }

    private ObjectNode stamped(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").put("resourceVersion", Long.toString(revision + 1));
        return copy;
    }

    private void record(Key key, ObjectNode object, boolean deletion) {
        revision++;
        @Nullable ObjectNode before = deletion ? objects.remove(key) : objects.put(key, object);
        changes.add(new Change(revision, key, before, object, deletion));
        if (changes.size() > 2 * rememberedChanges) {
            forget(changes.size() - rememberedChanges);
        }
        notifyAll();
    }

    synchronized void rememberChanges(int count) {
        rememberedChanges = count;
    }

    /** Forgets all changes so far, as the compaction of etcd does. */
    synchronized void compact() {
        forget(changes.size());
    }

    private void forget(int count) {
        if (count > 0) {
            forgotten = changes.get(count - 1).revision();
            changes.subList(0, count).clear();
        }
    }

    /** The changes behind a revision; waits for the first one until the time is up or the watches are cut. */
    synchronized List<Change> after(long known, long epochOfWatch, long waitMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        long rest = waitMillis;
        while (revision <= known && epoch == epochOfWatch && rest > 0) {
            wait(rest);
            rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        if (known < forgotten) {
            throw StatusError.expired("too old resource version: " + known + " (" + forgotten + ")");
        }
        return List.copyOf(changes.subList(positionAfter(known), changes.size()));
    }

    private int positionAfter(long known) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).revision() <= known) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    synchronized long epoch() {
        return epoch;
    }

    /** Ends every watch that is under way. */
    synchronized void cutWatches() {
        epoch++;
        notifyAll();
    }

    static long version(JsonNode object) {
        return Long.parseLong(object.path("metadata").path("resourceVersion").asString("1"));
    }
}
