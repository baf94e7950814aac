package io.tektonretry.mirror;

import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The finalizers that are to be changed, one an object. Somebody may wait for those that are to go, so that they come first. */
final class PendingPatches {

    /** A finalizer that is to be put on an object, or taken off. */
    record Patch(ObjectMetadata object, boolean releases) {}

    private final Map<UUID, ObjectMetadata> releases = new LinkedHashMap<>();
    private final Map<UUID, ObjectMetadata> holds = new LinkedHashMap<>();

    synchronized void add(Patch patch) {
        drop(patch.object().uid());
        (patch.releases() ? releases : holds).put(patch.object().uid(), patch.object());
        notifyAll();
    }

    /** Adds a patch again that came to nothing, behind all others. */
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

    /** Takes one, unless none comes within the time. */
    @SuppressWarnings("WaitNotInLoop") // Waking up early costs the caller another round.
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

    /** How many objects are to be released. */
    synchronized int waiting() {
        return releases.size();
    }

    private int size() {
        return releases.size() + holds.size();
    }
}
