package io.tektonretry.mirror;

import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The pending finalizer changes, one per object. Removals come first, because deletions may wait for them. */
final class PendingPatches {

    /** Adds the finalizer to an object, or removes it. */
    record Patch(ObjectMetadata object, boolean releases) {}

    private final Map<UUID, ObjectMetadata> releases = new LinkedHashMap<>();
    private final Map<UUID, ObjectMetadata> holds = new LinkedHashMap<>();

    synchronized void add(Patch patch) {
        drop(patch.object().uid());
        (patch.releases() ? releases : holds).put(patch.object().uid(), patch.object());
        notifyAll();
    }

    /** Puts a failed patch behind all others. */
    synchronized void putBack(Patch patch) {
        UUID uid = patch.object().uid();
        if (!releases.containsKey(uid) && !holds.containsKey(uid)) {
            add(patch);
        }
    }

    synchronized void drop(UUID uid) {
        releases.remove(uid);
        holds.remove(uid);
    }

    /** Takes a patch; empty when none arrives within the time. */
    @SuppressWarnings("WaitNotInLoop") // An early wake-up costs the caller another round.
    synchronized Optional<Patch> take(Duration patience) throws InterruptedException {
        if (size() == 0) {
            wait(patience.toMillis());
        }
        return first(releases)
                .map(object -> new Patch(object, true))
                .or(() -> first(holds).map(object -> new Patch(object, false)));
    }

    private static Optional<ObjectMetadata> first(Map<UUID, ObjectMetadata> objects) {
        Iterator<ObjectMetadata> all = objects.values().iterator();
        if (!all.hasNext()) {
            return Optional.empty();
        }
        ObjectMetadata first = all.next();
        all.remove();
        return Optional.of(first);
    }

    /** Number of objects to be released. */
    synchronized int waiting() {
        return releases.size();
    }

    private int size() {
        return releases.size() + holds.size();
    }
}
