package io.tektonretry.retry.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerVersionTest {

    private static final Map<String, String> LABELS = Map.of("a", "1", "b", "2", "c", "3");

    private record Settings(int most, Map<String, String> labels) {}

    @Test
    void isTheSameForTheSameProgramWithTheSameSettings() {
        assertThat(version(new Settings(1, LABELS))).isEqualTo(version(new Settings(1, new TreeMap<>(LABELS))));
    }

    @Test
    void isAnotherForOtherSettings() {
        assertThat(version(new Settings(1, LABELS)))
                .isNotEqualTo(version(new Settings(2, LABELS)))
                .isNotEqualTo(version(new Settings(1, Map.of("a", "1"))));
    }

    private static long version(Settings settings) {
        return new PlannerVersion(settings).value();
    }
}
