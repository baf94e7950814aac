package io.tektonretry.retry.plan;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds variables of the form {@code $(expression)} in a text, in one pass from left to right. */
final class Variables {

    private static final String OPEN = "$(";

    private Variables() {}

    /** Calls back with the expression of each variable. */
    static void forEach(String text, Consumer<String> expression) {
        replace(text, found -> {
            expression.accept(found);
            return Optional.empty();
        });
    }

    /** Replaces each variable that has a replacement; replacements are not looked into again. */
    static String replace(String text, Function<String, Optional<String>> replacement) {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text.length());
        int copied = 0;
        while (open >= 0) {
            int close = close(text, open + OPEN.length());
            if (close >= 0) {
                Optional<String> value = replacement.apply(text.substring(open + OPEN.length(), close));
                if (value.isPresent()) {
                    replaced.append(text, copied, open).append(value.get());
                    copied = close + 1;
                }
                open = text.indexOf(OPEN, close);
            } else {
                open = text.indexOf(OPEN, open + OPEN.length());
            }
        }
        return replaced.append(text, copied, text.length()).toString();
    }

    /** The expression of a text that is exactly one variable. */
    static Optional<String> only(String text) {
        return text.startsWith(OPEN) && text.length() > 3 && close(text, OPEN.length()) == text.length() - 1
                ? Optional.of(text.substring(OPEN.length(), text.length() - 1))
                : Optional.empty();
    }

    /** Where the variable that starts here ends; -1 when these characters make no variable. */
    private static int close(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ')') {
                return i > start ? i : -1;
            }
            if (!isPartOfVariable(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isPartOfVariable(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "_-.[]*'\"".indexOf(c) >= 0;
    }
}
