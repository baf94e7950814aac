package io.tektonretry.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Observations reduced to the newest state of each object, in the order of UIDs so that two writers cannot lock each other out. */
final class ObservedBatch {

    private final UnreadableObjects unreadable;
    private final Map<UUID, ObservedObject> newest = new TreeMap<>();
    private final List<Observation.Vanished> gone = new ArrayList<>();
    private int unreadableCount;

    ObservedBatch(Collection<? extends Observation> observations, UnreadableObjects unreadable) {
        this.unreadable = unreadable;
        observations.forEach(this::add);
    }

    Set<UUID> uids() {
        return newest.keySet();
    }

    List<Observation.Vanished> gone() {
        return gone;
    }

    int unreadableCount() {
        return unreadableCount;
    }

    /** The rows of the states that are newer than the recorded ones. */
    List<ObservedRows> rowsNewerThan(Map<UUID, Long> recorded) {
        List<ObservedRows> rows = new ArrayList<>();
        for (ObservedObject object : newest.values()) {
            if (object.resourceVersion() > recorded.getOrDefault(object.uid(), Long.MIN_VALUE)) {
                try {
                    rows.add(ObservedRows.of(object));
                } catch (RuntimeException e) {
                    leaveOut(object.document(), e);
                }
            }
        }
        return rows;
    }

    private void add(Observation observation) {
        if (observation instanceof Observation.Seen seen) {
            addState(seen.object(), false);
        } else if (observation instanceof Observation.Deleted deleted) {
            addState(deleted.object(), true);
        } else if (observation instanceof Observation.Vanished vanished) {
            gone.add(vanished);
        }
    }

    private void addState(ObjectNode state, boolean deleted) {
        try {
            ObservedObject object = ObservedObject.of(state);
            newest.merge(object.uid(), object, ObservedBatch::newer);
            if (deleted) {
                gone.add(new Observation.Vanished(object.uid(), object.resourceVersion()));
            }
        } catch (RuntimeException e) {
            leaveOut(state, e);
        }
    }

    private static ObservedObject newer(ObservedObject one, ObservedObject other) {
        return other.resourceVersion() > one.resourceVersion() ? other : one;
    }

    /** Whatever is wrong with one object must not keep its neighbours from being recorded. */
    private void leaveOut(ObjectNode object, RuntimeException cause) {
        unreadable.add(object, cause);
        unreadableCount++;
    }
}
