package io.tektonretry.graphql.scalar;

import java.util.Optional;

/** Checks whether PostgreSQL can store a text. */
public final class StorableText {

    private StorableText() {}

    /** What is wrong with the text, as the end of a sentence that begins with its name; empty when it can be stored. */
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
