package io.tektonretry.graphql.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-24T21:40:29Z", "2026-11-24T21:40:29.123456Z"})
    void comesBackAsItWasGiven(String createdAt) {
        ListPosition position = new ListPosition(Instant.parse(createdAt), new UUID(1, 2));

        assertThat(ListCursor.decode(ListCursor.encode(position))).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "50",
                "2026-11-24T21:40:29Z",
                "2026-11-24T21:40:29Z/1-1-1-1-1",
                "soon/1-1-1-1-1",
                "+294277-01-01T00:00:00Z/00000000-0000-0001-0000-000000000002"
            })
    void refusesWhatItHasNotWritten(String text) {
        assertThatThrownBy(() -> ListCursor.decode(Opaque.encode(text)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a cursor of this list");
    }

    @Test
    void refusesTextThatIsNotEncoded() {
        assertThatThrownBy(() -> ListCursor.decode("2026-11-24T21:40:29Z/00000000-0000-0000-0000-000000000000"))
                .isInstanceOf(InvalidInputException.class);
    }
}
