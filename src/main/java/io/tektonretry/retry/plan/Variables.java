package io.tektonretry.retry.plan;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the variables {@code $(name)} of a text in one pass. */
final class Variables {

    /** Returns the replacement of a variable. */
    @FunctionalInterface
    interface Replacement {

        /** The replacement, or null to leave the variable as it is. */
        @Nullable
        String of(String name);
    }

    private static final String OPENING = "$(";

    private Variables() {}

    /** The text with its variables replaced; replacements are not searched again. */
    static String replace(String text, Replacement replacement) {
        int opening = text.indexOf(OPENING);
        if (opening < 0) {
            return text;
        }
        StringBuilder replaced = null;
        int copied = 0;
        while (opening >= 0) {
            int closing = text.indexOf(')', opening);
            if (closing < 0) {
                break;
            }
            int innermost = innermost(text, opening, closing);
            String value = replacement.of(text.substring(innermost + OPENING.length(), closing));
            if (value != null) {
                replaced = replaced == null ? new StringBuilder(text.length() + value.length()) : replaced;
                replaced.append(text, copied, innermost).append(value);
                copied = closing + 1;
            }
            opening = text.indexOf(OPENING, closing);
        }
        return replaced == null
                ? text
                : replaced.append(text, copied, text.length()).toString();
    }

    private static int innermost(String text, int opening, int closing) {
        for (int i = closing - OPENING.length(); i > opening; i--) {
            if (text.charAt(i) == '$' && text.charAt(i + 1) == '(') {
                return i;
            }
        }
        return opening;
    }

    static void forEach(String text, Consumer<String> consumer) {
        replace(text, name -> {
            consumer.accept(name);
            return null;
        });
    }

    static boolean any(String text, Predicate<String> condition) {
        boolean[] found = {false};
        forEach(text, name -> found[0] |= condition.test(name));
        return found[0];
    }

    /** Whether the text is exactly one variable. */
    static boolean isOne(String text) {
        return text.startsWith(OPENING) && text.indexOf(')') == text.length() - 1 && text.lastIndexOf(OPENING) == 0;
    }

    static String of(String name) {
        return OPENING + name + ")";
    }
}
