package io.tektonretry.retry.automatic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutomaticRetryPropertiesTest {

    @Test
    void refuseAnAgeThatNoCalendarHolds() {
        assertThatThrownBy(() -> new AutomaticRetryProperties(
                        true, List.of(), Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE), 1, 1))
                .hasMessageContaining("may not be longer");
    }
}
