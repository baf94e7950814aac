package io.tektonretry.telemetry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TelemetryPropertiesTest {

    private static final Duration SOME = Duration.ofSeconds(1);

    @Test
    void refusesTimesInWhichNothingCanHappen() {
        assertThatThrownBy(() -> new TelemetryProperties(true, false, Duration.ZERO, SOME, 1, 1, 1))
                .hasMessageContaining("must be positive");
        assertThatThrownBy(() -> new TelemetryProperties(true, false, SOME, SOME.negated(), 1, 1, 1))
                .hasMessageContaining("must be positive");
    }

    @Test
    void refusesToWaitLongerThanTheQueueKeeps() {
        assertThatThrownBy(() -> new TelemetryProperties(true, false, SOME, Duration.ofHours(25), 1, 1, 1))
                .hasMessageContaining("longer than PT24H");
    }

    @Test
    void refusesLimitsThatLetNothingThrough() {
        assertThatThrownBy(() -> new TelemetryProperties(true, false, SOME, SOME, 0, 1, 1))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new TelemetryProperties(true, false, SOME, SOME, 1, 0, 1))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new TelemetryProperties(true, false, SOME, SOME, 1, 1, 0))
                .hasMessageContaining("at least 1");
    }
}
