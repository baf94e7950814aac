package io.tektonretry.retry.plan;

import java.util.List;

/**
 * Something to know before a retry.
 *
 * @param code for machines
 * @param message a sentence for people
 * @param tasks the pipeline tasks it is about
 */
public record Warning(WarningCode code, String message, List<String> tasks) {

    public Warning {
        tasks = List.copyOf(tasks);
    }
}
