package io.tektonretry.schedule;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the scheduler of recurring and delayed tasks works.
 *
 * @param pollingInterval how often each replica looks for due tasks
 */
@ConfigurationProperties("tektonretry.scheduler")
record SchedulerProperties(@DefaultValue("1s") Duration pollingInterval) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    SchedulerProperties {
        if (pollingInterval.isNegative() || pollingInterval.isZero() || pollingInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("polling-interval is %s, but it must be positive and not longer than %s"
                    .formatted(pollingInterval, LONGEST));
        }
    }
}
