package io.tektonretry.history;

import io.tektonretry.history.Endings.Gone;
import io.tektonretry.history.Recorded.Outcome;
import io.tektonretry.history.SkipReasons.SkipReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Observations reduced to the newest state of each object, in the order of UIDs so that two writers cannot lock each other out. */
final class ObservedBatch {

    private final int epoch;
    private final Map<UUID, ObservedObject> newest = new TreeMap<>();
    private final Map<UUID, SkipReasons> skipReasons = new HashMap<>();
    private final Map<UUID, Gone> gone = new TreeMap<>();
    private final List<UnrecordedObject> unrecorded = new ArrayList<>();
    private final Map<UUID, Outcome> outcomes = new HashMap<>();

    /**
     * Sorts the observations.
     *
     * @param epoch of the cluster
     */
    ObservedBatch(Collection<? extends Observation> observations, int epoch) {
        this.epoch = epoch;
        observations.forEach(this::add);
    }

    Set<UUID> uids() {
        return newest.keySet();
    }

    Collection<Gone> gone() {
        return gone.values();
    }

    List<UnrecordedObject> unrecorded() {
        return unrecorded;
    }

    Map<UUID, Outcome> outcomes() {
        return outcomes;
    }

    /** The rows of the states that are newer than the recorded ones. */
    List<ObservedRows> rowsNewerThan(Map<UUID, Version> recorded) {
        List<ObservedRows> rows = new ArrayList<>();
        for (ObservedObject object : newest.values()) {
            Version known = recorded.get(object.uid());
            int age = known == null ? 1 : object.version().compareTo(known);
            if (age > 0) {
                derive(object, rows);
            } else {
                outcomes.put(object.uid(), age == 0 ? Outcome.NOOP : Outcome.STALE);
            }
        }
        return rows;
    }

    /** The true reasons that states give which are not newer than the recorded ones. */
    Map<UUID, Map<String, SkipReason>> oldSkipReasons() {
        Map<UUID, Map<String, SkipReason>> old = new TreeMap<>();
        skipReasons.forEach((uid, reasons) -> {
            if (outcomes.containsKey(uid)) {
                old.put(uid, reasons.trueOnes());
            }
        });
        return old;
    }

    private void derive(ObservedObject object, List<ObservedRows> rows) {
        try {
            SkipReasons reasons = skipReasons.getOrDefault(object.uid(), new SkipReasons());
            rows.add(ObservedRows.of(object, reasons.ofTheNewest()));
        } catch (RuntimeException e) {
            leaveOut(object.document(), e);
            outcomes.put(object.uid(), Outcome.QUARANTINED);
        }
    }

    private void add(Observation observation) {
        if (observation instanceof Observation.Seen seen) {
            addState(seen.object(), seen.bytes(), false);
        } else if (observation instanceof Observation.Deleted deleted) {
            addState(deleted.object(), deleted.bytes(), true);
        } else if (observation instanceof Observation.Vanished vanished) {
            gone.putIfAbsent(vanished.uid(), new Gone(vanished.uid(), vanished.resourceVersion(), false));
        }
    }

    private void addState(ObjectNode state, byte @Nullable [] bytes, boolean deleted) {
        try {
            ObservedObject object = ObservedObject.of(state, bytes, epoch);
            newest.merge(object.uid(), object, ObservedBatch::newer);
            if (object.isPipelineRun()) {
                skipReasons
                        .computeIfAbsent(object.uid(), uid -> new SkipReasons())
                        .add(object.version(), object.status());
            }
            if (deleted) {
                gone.put(object.uid(), new Gone(object.uid(), object.version().resourceVersion(), true));
            }
        } catch (RuntimeException e) {
            leaveOut(state, e);
        }
    }

    private static ObservedObject newer(ObservedObject one, ObservedObject other) {
        return other.version().compareTo(one.version()) > 0 ? other : one;
    }

    /** Whatever is wrong with one object must not keep its neighbours from being recorded. */
    private void leaveOut(ObjectNode object, RuntimeException cause) {
        unrecorded.add(UnrecordedObject.of(object, cause));
    }
}
