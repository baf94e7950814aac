package io.tektonretry.mirror;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether objects stay in the cluster until they are recorded.
 *
 * @param mode what to do with the finalizer
 * @param deadline how long after its deletion an object waits at most
 * @param interval how often to look for overdue objects while the history lags
 */
@ConfigurationProperties("tektonretry.finalizer")
record FinalizerProperties(
        @DefaultValue("NONE") Mode mode,
        @DefaultValue("10m") Duration deadline,
        @DefaultValue("30s") Duration interval) {

    /** What to do with the finalizer of objects that are not deleted. */
    enum Mode {
        /** Not added. */
        NONE,
        /** Added to all objects. */
        HOLD,
        /** Removed from all objects. */
        RELEASE
    }
}
