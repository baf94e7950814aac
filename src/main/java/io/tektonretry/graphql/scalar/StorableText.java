package io.tektonretry.graphql.scalar;

import java.util.Optional;

/** Tells text that PostgreSQL stores from text that it refuses. */
public final class StorableText {

    private StorableText() {}

    /** What is wrong with the text, to follow its name in a sentence; empty when it can be stored. */
    public static Optional<String> fault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\0') {
                return Optional.of("holds a NUL character");
            }
            if (Character.isHighSurrogate(character)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(character)) {
                return Optional.of("contains half of a surrogate pair");
            }
        }
        return Optional.empty();
    }
}
