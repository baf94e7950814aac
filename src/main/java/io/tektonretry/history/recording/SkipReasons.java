package io.tektonretry.history.recording;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.ObservedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why the tasks of a run were skipped. Tekton computes the reasons anew with every change, and as soon as a run stops, every task that
 * was not started is skipped because of that ({@code ResolvedPipelineTask.skip}); so the first other reason is the true one.
 */
public final class SkipReasons {

    /** What Tekton says of every task that was not started, once a run stops. */
    public static final List<String> OF_A_STOP = List.of(
            "PipelineRun was stopping", "PipelineRun was gracefully cancelled", "PipelineRun was gracefully stopped");

    /**
     * A reason as one state of the run gives it.
     *
     * @param version the resourceVersion of that state
     */
    record SkipReason(String reason, long version) {

        boolean isOfAStop() {
            return OF_A_STOP.contains(reason);
        }

        /** The true one of two reasons that different states give. */
        SkipReason orTruer(SkipReason other) {
            if (isOfAStop() != other.isOfAStop()) {
                return isOfAStop() ? other : this;
            }
            boolean isEarlier = version < other.version;
            return isEarlier != isOfAStop() ? this : other;
        }
    }

    private final Map<Long, Map<String, SkipReason>> byState = new HashMap<>();

    /** The reasons that a state of a run gives, by the names of its tasks. */
    static Map<String, SkipReason> of(ObservedObject run) {
        return run.status()
                .path("skippedTasks")
                .valueStream()
                .collect(toMap(
                        skipped -> skipped.path("name").asString(""),
                        skipped -> new SkipReason(skipped.path("reason").asString(""), run.resourceVersion()),
                        SkipReason::orTruer));
    }

    /** Takes the reasons of a state, in any order. */
    void add(ObservedRows run) {
        byState.put(run.resourceVersion(), run.skipReasons());
    }

    boolean areOfManyStates() {
        return byState.size() > 1;
    }

    /** What the states say that a later one may have forgotten. */
    Map<String, SkipReason> trueOnes() {
        Map<String, SkipReason> all = new HashMap<>();
        for (Map<String, SkipReason> state : byState.values()) {
            state.forEach((task, reason) -> all.merge(task, reason, SkipReason::orTruer));
        }
        all.values().removeIf(SkipReason::isOfAStop);
        return all;
    }
}
