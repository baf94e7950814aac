package io.tektonretry.cluster.tekton;

/** The condition that follows from the counts of a run's tasks. */
record RunCondition(String status, String reason, String message) {

    static RunCondition of(RunFacts facts, String run, String specStatus) {
        Counts counts = Counts.of(facts);
        boolean graceful = specStatus.equals("CancelledRunFinally") || specStatus.equals("StoppedRunFinally");
        if (counts.incomplete > 0) {
            return new RunCondition(Conditions.RUNNING, reasonWhileRunning(counts, facts, specStatus), counts.soFar());
        }
        if (!facts.invalid().isEmpty()) {
            return new RunCondition("False", "PipelineValidationFailed", counts.atTheEnd(facts));
        }
        if (counts.failed > 0) {
            return new RunCondition("False", "Failed", counts.atTheEnd(facts));
        }
        if (graceful) {
            return new RunCondition("False", "Cancelled", "PipelineRun \"%s\" was cancelled".formatted(run));
        }
        if (counts.cancelled > 0) {
            return new RunCondition("False", "Cancelled", counts.atTheEnd(facts));
        }
        return new RunCondition("True", counts.skipped > 0 ? "Completed" : "Succeeded", counts.atTheEnd(facts));
    }

    private static String reasonWhileRunning(Counts counts, RunFacts facts, String specStatus) {
        return switch (specStatus) {
            case "CancelledRunFinally" -> "CancelledRunningFinally";
            case "StoppedRunFinally" -> "StoppedRunningFinally";
            default ->
                counts.cancelled > 0 || (counts.failed > 0 && facts.finallyIsDone())
                        ? "PipelineRunStopping"
                        : "Running";
        };
    }

    boolean isDone() {
        return !status.equals(Conditions.RUNNING);
    }

    private static final class Counts {

        private int succeeded;
        private int failed;
        private int ignored;
        private int cancelled;
        private int skipped;
        private int incomplete;

        static Counts of(RunFacts facts) {
            Counts counts = new Counts();
            facts.all().forEach(task -> counts.add(task, facts));
            return counts;
        }

        private void add(PipelineTaskState task, RunFacts facts) {
            if (task.isSuccessful()) {
                succeeded++;
            } else if (task.isCancelled()) {
                cancelled++;
            } else if (task.isFailure() && task.continuesOnError()) {
                ignored++;
            } else if (task.isFailure()) {
                failed++;
            } else if (facts.skip(task).isPresent()) {
                skipped++;
            } else if (!facts.invalid().containsKey(task.name())) {
                incomplete++;
            }
        }

        private int completed() {
            return succeeded + failed + ignored + cancelled;
        }

        String soFar() {
            return "Tasks Completed: %d (Failed: %d, Cancelled %d), Incomplete: %d, Skipped: %d"
                    .formatted(completed(), failed, cancelled, incomplete, skipped);
        }

        String atTheEnd(RunFacts facts) {
            String failures =
                    ignored > 0 ? "%d (Ignored: %d)".formatted(failed + ignored, ignored) : Integer.toString(failed);
            String message = "Tasks Completed: %d (Failed: %s, Cancelled %d), Skipped: %d"
                    .formatted(completed(), failures, cancelled, skipped);
            if (facts.invalid().isEmpty()) {
                return message;
            }
            return "%s, Failed Validation: %d (%s)"
                    .formatted(
                            message,
                            facts.invalid().size(),
                            String.join("; ", facts.invalid().values()));
        }
    }
}
