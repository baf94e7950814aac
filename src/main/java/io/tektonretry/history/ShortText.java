package io.tektonretry.history;

import org.jspecify.annotations.Nullable;

/** Shortens texts that may be as long as a whole object and are read in large numbers. */
public final class ShortText {

    private static final String CUT = "…";

    private ShortText() {}

    /** The text, cut to {@code longest} characters including an ellipsis. */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** {@link #of} for a text that may be null. */
    public static @Nullable String ofNullable(@Nullable String text, int longest) {
        return text == null ? null : of(text, longest);
    }
}
