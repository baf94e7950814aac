package io.tektonretry.retry;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits for reading the current definition of a pipeline from the cluster.
 *
 * @param maxTasks maximum number of Tasks that the pipeline refers to by name; they are read one by one
 * @param maxSize maximum size of the Pipeline and these Tasks together
 * @param timeout time within which all of them must be read
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
