package io.tektonretry.mirror;

import io.tektonretry.tekton.TektonKind;
import io.tektonretry.tekton.watch.UnreadableObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The changes that are not written yet, one per object, so that their number is bounded even while the database is not
 * available. The longest waiting one is written first.
 */
final class DirtyObjects {

    private static final Duration IDLE = Duration.ofMillis(100);

    private final long room;
    private final Map<UUID, PendingObject> changes = new LinkedHashMap<>();
    private final Map<String, UnreadableObject> unreadable = new LinkedHashMap<>();
    private final Map<Scope, Checkpoint> reached = new LinkedHashMap<>();
    private final Map<TektonKind, Set<UUID>> waiting = new EnumMap<>(TektonKind.class);
    private List<PendingObject> taken = List.of();
    private long bytes;

    /**
     * Starts empty.
     *
     * @param room number of bytes that may wait before {@link #awaitRoom} blocks the informers
     */
    DirtyObjects(long room) {
        this.room = room;
    }

    synchronized void put(PendingObject change) {
        PendingObject before = changes.get(change.uid());
        replace(before, before == null ? change : before.then(change));
        notifyAll();
    }

    /** A change that replaces outdated ones waits behind all others. */
    private void replace(@Nullable PendingObject before, PendingObject change) {
        if (before != null && before.since() != change.since()) {
            remove(before);
        }
        changes.put(change.uid(), change);
        waiting.computeIfAbsent(change.kind(), kind -> new LinkedHashSet<>()).add(change.uid());
        bytes += change.size() - (before == null ? 0 : before.size());
    }

    synchronized void put(UnreadableObject object) {
        unreadable.put(key(object), object);
    }

    private static String key(UnreadableObject object) {
        return String.join("/", object.kind().kind(), object.namespace(), object.name());
    }

    synchronized void put(Checkpoint now) {
        reached.merge(now.scope(), now, Checkpoint::then);
    }

    /**
     * Takes the changes that have waited longest.
     *
     * @param limit maximum number of changes
     * @param linger how long to wait for more when there are fewer
     * @return empty when nothing has changed for a while
     */
    synchronized Batch take(int limit, Duration linger) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        await(1, IDLE);
        if (!changes.isEmpty()) {
            await(limit, linger);
        }
        taken = takeChanges(limit);
        List<UnreadableObject> unread = List.copyOf(unreadable.values());
        unreadable.clear();
        List<Checkpoint> marks = changes.isEmpty() ? List.copyOf(reached.values()) : List.of();
        reached.keySet().removeAll(marks.stream().map(Checkpoint::scope).toList());
        notifyAll();
        return new Batch(taken, unread, marks);
    }

    private List<PendingObject> takeChanges(int limit) {
        List<PendingObject> oldest = new ArrayList<>();
        Iterator<PendingObject> all = changes.values().iterator();
        while (all.hasNext() && oldest.size() < limit) {
            PendingObject next = all.next();
            oldest.add(next);
            all.remove();
            waiting.getOrDefault(next.kind(), Set.of()).remove(next.uid());
        }
        return oldest;
    }

    private void remove(PendingObject change) {
        changes.remove(change.uid());
        waiting.getOrDefault(change.kind(), Set.of()).remove(change.uid());
    }

    private void await(int size, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (changes.size() < size && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
    }

    /** Call it when everything that was taken is written. */
    synchronized void written() {
        taken.forEach(change -> bytes -= change.size());
        taken = List.of();
        notifyAll();
    }

    /** Puts back what could not be written, before later changes. */
    synchronized void putBack(Batch unwritten) {
        Map<UUID, PendingObject> since = new LinkedHashMap<>(changes);
        changes.clear();
        waiting.clear();
        bytes = 0;
        unwritten.changes().forEach(change -> replace(null, change));
        since.values().forEach(this::put);
        unwritten.unreadable().forEach(object -> unreadable.putIfAbsent(key(object), object));
        unwritten.reached().forEach(mark -> reached.merge(mark.scope(), mark, (later, earlier) -> earlier.then(later)));
        taken = List.of();
    }

    /** Waits until there is room for more. */
    synchronized void awaitRoom() throws InterruptedException {
        while (bytes > room) {
            wait();
        }
    }

    /** Waits until all changes that are present now are written. */
    synchronized void awaitWritten() throws InterruptedException {
        long now = System.nanoTime();
        while (!isWritten(now)) {
            wait();
        }
    }

    /** Whether all changes up to this nano time are written. */
    synchronized boolean isWritten(long before) {
        return Stream.concat(taken.stream(), changes.values().stream().limit(1))
                .noneMatch(change -> change.since() - before <= 0);
    }

    /** Number of changes that are not written yet. */
    synchronized int size() {
        return changes.size() + taken.size();
    }

    /** How long the oldest unwritten change of a kind has waited. */
    synchronized Duration lag(TektonKind kind) {
        long now = System.nanoTime();
        return Stream.concat(
                        taken.stream().filter(change -> change.kind() == kind),
                        waiting.getOrDefault(kind, Set.of()).stream().limit(1).map(changes::get))
                .map(change -> Duration.ofNanos(now - change.since()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
