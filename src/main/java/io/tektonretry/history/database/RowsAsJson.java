package io.tektonretry.history.database;

import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON statement parameters. PostgreSQL text cannot contain NUL, so U+FFFD replaces it. */
public final class RowsAsJson {

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().characterEscapes(new MarkedNul()).build())
            .build();

    private RowsAsJson() {}

    public static String of(Object rows) {
        return JSON.writeValueAsString(rows);
    }

    private static final class MarkedNul extends CharacterEscapes {

        private static final SerializedString REPLACEMENT_CHARACTER = new SerializedString("\uFFFD");

        private final int[] escapes = standardAsciiEscapesForJSON();

        MarkedNul() {
            escapes[0] = ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return REPLACEMENT_CHARACTER;
        }
    }
}
