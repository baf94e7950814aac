package io.tektonretry.schedule;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerPropertiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT61S"})
    void refuseAnIntervalThatMakesRetriesWait(Duration interval) {
        assertThatThrownBy(() -> new SchedulerProperties(interval)).hasMessageContaining("polling-interval is");
    }
}
