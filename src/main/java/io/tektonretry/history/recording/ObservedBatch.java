package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.recording.DeletionWriter.Gone;
import io.tektonretry.history.recording.Recorded.Outcome;
import io.tektonretry.history.recording.SkipReasons.SkipReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Observations reduced to the newest state of each object, ordered by UID to prevent deadlocks between writers. */
final class ObservedBatch {

    private final int epoch;
    private final Map<UUID, ObservedRows> newest = new TreeMap<>();
    private final Map<UUID, SkipReasons> skipReasons = new TreeMap<>();
    private final Map<UUID, Gone> gone = new TreeMap<>();
    private final Set<UUID> outdated = new HashSet<>();
    private final List<UnrecordedObject> unrecorded = new ArrayList<>();

    /**
     * Sorts the observations.
     *
     * @param epoch current epoch of the cluster
     */
    ObservedBatch(Collection<? extends Observation> observations, int epoch) {
        this.epoch = epoch;
        observations.forEach(this::add);
    }

    private void add(Observation observation) {
        if (observation instanceof Observation.Seen seen) {
            addState(seen, seen.state(), false);
        } else if (observation instanceof Observation.Deleted deleted) {
            addState(deleted, deleted.state(), true);
        } else if (observation instanceof Observation.Vanished vanished) {
            if (counts(vanished, vanished.uid())) {
                addGone(vanished.uid(), vanished.resourceVersion());
            }
        }
    }

    /** A malformed object must not keep others from being recorded. */
    private void addState(Observation observation, ObservedState state, boolean deleted) {
        if (state instanceof UnrecordedObject object) {
            if (observation.epoch() >= epoch) {
                unrecorded.add(object);
            } else {
                ObservedObject.uid(object.uid()).ifPresent(outdated::add);
            }
        } else if (state instanceof ObservedRows rows && counts(observation, rows.uid())) {
            newest.merge(rows.uid(), rows, ObservedBatch::newer);
            if (rows.pipelineRun() != null) {
                skipReasons
                        .computeIfAbsent(rows.uid(), uid -> new SkipReasons())
                        .add(rows);
            }
            if (deleted) {
                gone.put(rows.uid(), new Gone(rows.uid(), rows.resourceVersion(), true));
            }
        }
    }

    private boolean counts(Observation observation, UUID uid) {
        boolean counts = observation.epoch() >= epoch;
        if (!counts) {
            outdated.add(uid);
        }
        return counts;
    }

    private static ObservedRows newer(ObservedRows one, ObservedRows other) {
        return other.resourceVersion() > one.resourceVersion() ? other : one;
    }

    Set<UUID> uids() {
        return newest.keySet();
    }

    /** The objects of which a state was observed, in whatever epoch. */
    static Set<UUID> uids(Collection<? extends Observation> observations) {
        Set<UUID> uids = new TreeSet<>();
        for (Observation observation : observations) {
            ObservedState state = observation instanceof Observation.Seen seen
                    ? seen.state()
                    : observation instanceof Observation.Deleted deleted ? deleted.state() : null;
            if (state instanceof ObservedRows rows) {
                uids.add(rows.uid());
            }
        }
        return uids;
    }

    /** Keeps a known deletion in effect when only older states of the object arrive. */
    void addGone(UUID uid, long resourceVersion) {
        gone.putIfAbsent(uid, new Gone(uid, resourceVersion, false));
    }

    /** UIDs of objects observed in an epoch that has ended. */
    Set<UUID> outdated() {
        return outdated;
    }

    Collection<Gone> gone() {
        return gone.values();
    }

    List<UnrecordedObject> unrecorded() {
        return unrecorded;
    }

    /** The states that are newer than the recorded ones. */
    List<ObservedRows> newerThan(Map<UUID, Version> recorded) {
        return newest.values().stream().filter(rows -> age(rows, recorded) > 0).toList();
    }

    /** Outcomes of the states that are not newer than the recorded ones. */
    Map<UUID, Outcome> outcomesOfTheOthers(Map<UUID, Version> recorded) {
        Map<UUID, Outcome> outcomes = new HashMap<>();
        for (ObservedRows rows : newest.values()) {
            int age = age(rows, recorded);
            if (age <= 0) {
                outcomes.put(rows.uid(), age == 0 ? Outcome.NOOP : Outcome.STALE);
            }
        }
        return outcomes;
    }

    private int age(ObservedRows rows, Map<UUID, Version> recorded) {
        Version known = recorded.get(rows.uid());
        return known == null ? 1 : new Version(epoch, rows.resourceVersion()).compareTo(known);
    }

    /**
     * True skip reasons from older states of runs, which may be recorded without them.
     *
     * @param stored the objects whose newest state was stored, with the reasons in it
     */
    Map<UUID, Map<String, SkipReason>> skipReasonsBeside(Set<UUID> stored) {
        Map<UUID, Map<String, SkipReason>> others = new TreeMap<>();
        skipReasons.forEach((uid, reasons) -> {
            if (!stored.contains(uid) || reasons.areOfManyStates()) {
                others.put(uid, reasons.trueOnes());
            }
        });
        return others;
    }
}
