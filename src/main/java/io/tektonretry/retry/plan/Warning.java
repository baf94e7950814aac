package io.tektonretry.retry.plan;

import java.util.List;

/**
 * A warning about a retry.
 *
 * @param code for machines
 * @param message a sentence for people
 * @param tasks the affected pipeline tasks
 */
public record Warning(WarningCode code, String message, List<String> tasks) {

    public Warning {
        tasks = List.copyOf(tasks);
    }
}
