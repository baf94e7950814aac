package io.tektonretry.report;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeverRecoveredPropertiesTest {

    @Test
    void refusesWhatCantBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NeverRecoveredProperties(0, Duration.ofDays(1)))
                .withMessage("least-lineages is 0, but it must be between 1 and 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NeverRecoveredProperties(5, Duration.ZERO))
                .withMessage("span is PT0S, but it must be more than 0");
    }
}
