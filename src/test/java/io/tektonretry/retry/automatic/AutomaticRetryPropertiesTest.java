package io.tektonretry.retry.automatic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticRetryPropertiesTest {

    @Test
    void refuseAnAgeThatNoCalendarHolds() {
        assertThatThrownBy(() -> new AutomaticRetryProperties(
                        true,
                        List.of(),
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ofSeconds(Long.MAX_VALUE),
                        1,
                        1))
                .hasMessageContaining("may not be longer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT1000000000S"})
    void refuseAnIntervalThatNeverPasses(Duration interval) {
        assertThatThrownBy(() -> new AutomaticRetryProperties(
                        true, List.of(), interval, Duration.ZERO, Duration.ofHours(1), 1, 1))
                .hasMessageContaining("interval is");
    }
}
