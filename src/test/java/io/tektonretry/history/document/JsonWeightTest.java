package io.tektonretry.history.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.ObservedRows;
import org.junit.jupiter.api.Test;

class JsonWeightTest {

    @Test
    void usualJsonCountsForItsBytes() {
        Recording.all()
                .flatMap(recording -> recording.lastObservations().stream())
                .map(observation -> observation instanceof Observation.Seen seen
                        ? seen.state()
                        : ((Observation.Deleted) observation).state())
                .map(ObservedRows.class::cast)
                .forEach(rows -> {
                    int length = Deflated.inflated(rows.uid(), rows.body(), Integer.MAX_VALUE).length;
                    assertThat(rows.jsonBytes()).isBetween(length, 2 * length);
                });
    }

    @Test
    void manySmallValuesCountForTheMemoryOfTheirTree() {
        assertThat(of("[" + "{},".repeat(500_000) + "{}]")).isEqualTo(24 * 1_000_002);
        assertThat(of("[" + "1,".repeat(500_000) + "1]")).isEqualTo(24 * 500_001);
    }

    @Test
    void whatStandsInTextIsNoValue() {
        assertThat(of("\"" + "{[,".repeat(100) + "\"")).isEqualTo(302);
        assertThat(of("{\"a\":\"\\\"{{{{{{{{{{{{{{{{{{{{{{\\\\\",\"b\":1}")).isEqualTo(2 * 24);
    }

    private static int of(String json) {
        return JsonWeight.of(json.getBytes(UTF_8));
    }
}
