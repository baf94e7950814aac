package io.tektonretry.history.recording;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.ObservedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why the tasks of a run were skipped. Tekton recomputes the reasons with every change, and once a run stops, every
 * task that was not started gets that as its reason ({@code ResolvedPipelineTask.skip}); so the first other reason is
 * the true one.
 */
public final class SkipReasons {

    /** Reasons that Tekton gives for every task that was not started, once a run stops. */
    public static final List<String> OF_A_STOP = List.of(
            "PipelineRun was stopping", "PipelineRun was gracefully cancelled", "PipelineRun was gracefully stopped");

    /**
     * A reason in one state of the run.
     *
     * @param version resourceVersion of that state
     */
    record SkipReason(String reason, long version) {

        boolean isOfAStop() {
            return OF_A_STOP.contains(reason);
        }

        /** The true one of two reasons in different states. */
        SkipReason orTruer(SkipReason other) {
            if (isOfAStop() != other.isOfAStop()) {
                return isOfAStop() ? other : this;
            }
            boolean isEarlier = version < other.version;
            return isEarlier != isOfAStop() ? this : other;
        }
    }

    private final Map<Long, Map<String, SkipReason>> byState = new HashMap<>();

    /** The reasons in a state of a run, by task name. */
    static Map<String, SkipReason> of(ObservedObject run) {
        return run.status()
                .path("skippedTasks")
                .valueStream()
                .collect(toMap(
                        skipped -> skipped.path("name").asString(""),
                        skipped -> new SkipReason(skipped.path("reason").asString(""), run.resourceVersion()),
                        SkipReason::orTruer));
    }

    /** Adds the reasons of a state, in any order. */
    void add(ObservedRows run) {
        byState.put(run.resourceVersion(), run.skipReasons());
    }

    boolean areOfManyStates() {
        return byState.size() > 1;
    }

    /** The reasons that a later state may have lost. */
    Map<String, SkipReason> trueOnes() {
        Map<String, SkipReason> all = new HashMap<>();
        for (Map<String, SkipReason> state : byState.values()) {
            state.forEach((task, reason) -> all.merge(task, reason, SkipReason::orTruer));
        }
        all.values().removeIf(SkipReason::isOfAStop);
        return all;
    }
}
