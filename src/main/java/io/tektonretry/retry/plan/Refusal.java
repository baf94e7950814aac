package io.tektonretry.retry.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a run is not retried.
 *
 * @param code for machines
 * @param message a sentence that names the run and the way out
 * @param tasks the pipeline tasks at fault
 * @param relatedRun UID of the run to look at instead
 */
public record Refusal(
        RefusalCode code,
        String message,
        List<String> tasks,
        @Nullable String relatedRun) {

    public Refusal {
        tasks = List.copyOf(tasks);
    }

    /** A refusal without tasks at fault. */
    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, List.of(), null);
    }
}
