package io.tektonretry.history.coverage;

import java.util.List;

/**
 * What may be missing from the record of a run.
 *
 * @param unobservedChildren children that the run names, but whose end was not observed
 * @param gaps the periods during the run in which changes may have been missed
 * @param quarantined whether a state of the run or of a child could not be recorded
 */
public record RunCompleteness(List<UnobservedChild> unobservedChildren, List<Gap> gaps, boolean quarantined) {

    /** Nothing is missing. */
    public static final RunCompleteness COMPLETE = new RunCompleteness(List.of(), List.of(), false);

    /** A TaskRun, CustomRun or child PipelineRun that the run names. */
    public record UnobservedChild(String name, String pipelineTaskName) {}

    public RunCompleteness {
        unobservedChildren = List.copyOf(unobservedChildren);
        gaps = List.copyOf(gaps);
    }

    public boolean complete() {
        return unobservedChildren.isEmpty() && gaps.isEmpty() && !quarantined;
    }
}
