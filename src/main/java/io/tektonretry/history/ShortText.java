package io.tektonretry.history;

import org.jspecify.annotations.Nullable;

/** The beginning of texts that may be as long as a whole object, and are read by the hundred. */
public final class ShortText {

    private static final String CUT = "…";

    private ShortText() {}

    /** The text, or so many of its characters at most with a mark at their end. */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** {@link #of} of a text that may be missing. */
    public static @Nullable String ofNullable(@Nullable String text, int longest) {
        return text == null ? null : of(text, longest);
    }
}
