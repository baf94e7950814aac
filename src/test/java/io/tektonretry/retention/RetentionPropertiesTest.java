package io.tektonretry.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetentionPropertiesTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            interval, 0s
            gaps, -1d
            evidence-of-success, -1h
            old-evidence, 0d
            bundle-documents-after, -1s
            quarantine, -90d
            chunk-size, 0
            chunk-size, 100001
            """)
    void refusesWhatWouldNeverEndOrDeleteTooMuch(String name, String value) {
        assertThatThrownBy(() -> bound(Map.of("retention." + name, value)))
                .rootCause()
                .hasMessageStartingWith(name + " is ");
    }

    @Test
    void takesTimesAndChunksWithinTheirBounds() {
        RetentionProperties properties = bound(Map.of("retention.old-evidence", "1s", "retention.chunk-size", "1"));

        assertThat(properties.oldEvidence()).isEqualTo(Duration.ofSeconds(1));
        assertThat(properties.chunkSize()).isEqualTo(1);
        assertThat(properties.bundleDocumentsAfter()).isEqualTo(Duration.ofHours(1));
    }

    private static RetentionProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("retention", RetentionProperties.class);
    }
}
