package io.tektonretry.graphql.live;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest changes in order, read once for all subscribers.
 *
 * @param floor position before the first of them
 * @param newest position up to which changes were read
 * @param changes all changes after the floor whose run is still recorded
 */
public record ChangeTail(long floor, long newest, List<PipelineRunChange> changes) {

    public ChangeTail {
        changes = List.copyOf(changes);
    }

    public static ChangeTail startingAt(long place) {
        return new ChangeTail(place, place, List.of());
    }

    /** Whether it has all changes after the position. */
    public boolean reachesBackTo(long place) {
        return floor <= place && place <= newest;
    }

    /** The changes after the position. */
    List<PipelineRunChange> after(long place) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).change().seq() <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return changes.subList(low, changes.size());
    }

    /**
     * Adds changes at the end, and drops the oldest beyond the capacity.
     *
     * @param room maximum memory in bytes
     */
    public ChangeTail and(List<PipelineRunChange> further, long upTo, int capacity, long room) {
        List<PipelineRunChange> all = new ArrayList<>(changes);
        all.addAll(further);
        int surplus = surplus(all, capacity, room);
        return surplus <= 0
                ? new ChangeTail(floor, upTo, all)
                : new ChangeTail(all.get(surplus - 1).change().seq(), upTo, all.subList(surplus, all.size()));
    }

    private static int surplus(List<PipelineRunChange> all, int capacity, long room) {
        int kept = 0;
        long size = 0;
        for (int i = all.size() - 1; i >= 0 && kept < capacity; i--) {
            size += all.get(i).size();
            if (size > room) {
                break;
            }
            kept++;
        }
        return all.size() - kept;
    }
}
