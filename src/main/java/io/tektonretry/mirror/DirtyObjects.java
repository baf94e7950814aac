package io.tektonretry.mirror;

import io.tektonretry.tekton.KindListener;
import io.tektonretry.tekton.LiveObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The changes that are not written yet, one an object: however long the database is away, there are no more of them than objects.
 * The longest waiting one is written first.
 */
final class DirtyObjects implements KindListener {

    private static final Duration IDLE = Duration.ofMillis(100);

    private final Map<UUID, Change> changes = new LinkedHashMap<>();

    @Override
    public void seen(LiveObject object) {
        put(Change.seen(object));
    }

    @Override
    public void deleted(LiveObject last) {
        put(Change.deleted(last));
    }

    @Override
    public void vanished(UUID uid, long resourceVersion) {
        put(Change.vanished(uid, resourceVersion));
    }

    private synchronized void put(Change change) {
        changes.merge(change.uid(), change, Change::then);
        notifyAll();
    }

    /**
     * Takes the changes that have waited longest.
     *
     * @param limit the most to take
     * @param linger how long to wait for more when there are fewer
     * @return none when nothing has changed for a while
     */
    synchronized List<Change> take(int limit, Duration linger) throws InterruptedException {
        await(1, IDLE);
        if (!changes.isEmpty()) {
            await(limit, linger);
        }
        List<Change> taken = new ArrayList<>();
        Iterator<Change> all = changes.values().iterator();
        while (all.hasNext() && taken.size() < limit) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    private void await(int size, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (changes.size() < size && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
    }

    /** Takes changes back that could not be written; what has happened to the objects since comes after them. */
    synchronized void putBack(List<Change> untaken) {
        untaken.forEach(change -> changes.merge(change.uid(), change, (since, before) -> before.then(since)));
    }

    synchronized int size() {
        return changes.size();
    }
}
