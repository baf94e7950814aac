package io.tektonretry.history.coverage;

import java.util.List;

/**
 * What may be missing from the record of a run.
 *
 * @param unobservedChildren children that the run proves, but of which nobody saw how they ended
 * @param gaps the times within its life in which changes may have been missed
 * @param quarantined whether a state of it or of a child could not be recorded
 */
public record RunCompleteness(List<UnobservedChild> unobservedChildren, List<Gap> gaps, boolean quarantined) {

    /** Nothing is missing. */
    public static final RunCompleteness COMPLETE = new RunCompleteness(List.of(), List.of(), false);

    /** A TaskRun, CustomRun or child PipelineRun that the run refers to. */
    public record UnobservedChild(String name, String pipelineTaskName) {}

    public RunCompleteness {
        unobservedChildren = List.copyOf(unobservedChildren);
        gaps = List.copyOf(gaps);
    }

    public boolean complete() {
        return unobservedChildren.isEmpty() && gaps.isEmpty() && !quarantined;
    }
}
