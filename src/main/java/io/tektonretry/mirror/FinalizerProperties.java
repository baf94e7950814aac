package io.tektonretry.mirror;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether objects wait in the cluster until they are recorded.
 *
 * @param mode what is done with the finalizer
 * @param deadline how long after its deletion an object waits at most
 * @param interval how often objects that have waited too long are looked for while the history lags
 */
@ConfigurationProperties("tektonretry.finalizer")
record FinalizerProperties(
        @DefaultValue("NONE") Mode mode,
        @DefaultValue("10m") Duration deadline,
        @DefaultValue("30s") Duration interval) {

    /** What is done with the finalizer of objects that nobody has deleted. */
    enum Mode {
        /** It is put on none. */
        NONE,
        /** It is put on all of them. */
        HOLD,
        /** It is taken off all of them. */
        RELEASE
    }
}
