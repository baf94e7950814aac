package io.tektonretry.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution of a task whose logs are wanted.
 *
 * @param pod name of its pod
 * @param podUid UID of its pod
 * @param start when it started
 * @param end when it ended; null while it runs
 * @param steps its steps in order
 */
public record LoggedAttempt(
        String namespace,
        String run,
        String task,
        @Nullable String pod,
        @Nullable String podUid,
        @Nullable Instant start,
        @Nullable Instant end,
        List<Step> steps) {

    /**
     * A step of the attempt.
     *
     * @param start when its container started
     * @param end when its container ended
     */
    public record Step(
            String name, @Nullable Instant start, @Nullable Instant end) {

        /** Tekton's name of the container (Tekton: {@code pkg/pod.StepName}). */
        String container() {
            return "step-" + name;
        }
    }

    public LoggedAttempt {
        steps = List.copyOf(steps);
    }
}
