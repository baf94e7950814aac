package io.tektonretry.report.fact;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FactPropertiesTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void refusesWhatCantBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactProperties(DAY, 0, DAY))
                .withMessage("chunk-size is 0, but it must be between 1 and 5000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactProperties(Duration.ZERO, 1, DAY))
                .withMessage("interval is PT0S and retention PT24H, but they must be more than 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new FactProperties(DAY, 1, Duration.ZERO));
    }
}
