package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.PipelineRunPosition;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-24T21:40:29Z", "2026-11-24T21:40:29.123456Z"})
    void comesBackAsItWasGiven(String createdAt) {
        PipelineRunPosition position = new PipelineRunPosition(Instant.parse(createdAt), new UUID(1, 2));

        assertThat(RunCursor.decode(RunCursor.encode(position))).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50", "2026-11-24T21:40:29Z", "2026-11-24T21:40:29Z/1-1-1-1-1", "soon/1-1-1-1-1"})
    void refusesWhatItHasNotWritten(String text) {
        assertThatThrownBy(() -> RunCursor.decode(Opaque.encode(text)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a cursor of this list");
    }

    @Test
    void refusesTextThatIsNotEncoded() {
        assertThatThrownBy(() -> RunCursor.decode("2026-11-24T21:40:29Z/00000000-0000-0000-0000-000000000000"))
                .isInstanceOf(InvalidInputException.class);
    }
}
