package io.tektonretry.retry;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is read of the cluster for a retry by the current definition of its pipeline.
 *
 * @param maxTasks how many Tasks the pipeline may refer to by name, which are read one by one
 * @param maxSize how large the Pipeline and these Tasks may be, all together
 * @param timeout how long it may take to read them
 */
record DefinitionProperties(
        @DefaultValue("200") int maxTasks,
        @DefaultValue("4MB") DataSize maxSize,
        @DefaultValue("10s") Duration timeout) {

    DefinitionProperties {
        if (maxTasks < 0) {
            throw new IllegalArgumentException(
                    "definition.max-tasks is %d, but it must not be negative".formatted(maxTasks));
        }
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "definition.max-size is %s, but it must be at least 1B".formatted(maxSize));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("definition.timeout is %s, but it must be positive".formatted(timeout));
        }
    }
}
