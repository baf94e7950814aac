package io.tektonretry.retry.summary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SummaryPropertiesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final DataSize SIZE = DataSize.ofKilobytes(1);

    @Test
    void refuseWhatCannotBeMeant() {
        assertThatThrownBy(() -> new SummaryProperties(Duration.ZERO, 1, SECOND, SIZE))
                .hasMessageContaining("interval is PT0S");
        assertThatThrownBy(() -> new SummaryProperties(SECOND, 1, Duration.ZERO, SIZE))
                .hasMessageContaining("max-age PT0S");
        assertThatThrownBy(() -> new SummaryProperties(SECOND, 0, SECOND, SIZE)).hasMessageContaining("most is 0");
        assertThatThrownBy(() -> new SummaryProperties(SECOND, 10_001, SECOND, SIZE))
                .hasMessageContaining("most is 10001");
        assertThatThrownBy(() -> new SummaryProperties(SECOND, 1, SECOND, DataSize.ofBytes(0)))
                .hasMessageContaining("max-size is 0B");
    }
}
