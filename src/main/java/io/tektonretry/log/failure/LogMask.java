package io.tektonretry.log.failure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Masks secrets by regular expressions, in time linear in the length of the text. */
final class LogMask {

    private static final int MOST_EXPRESSIONS = 50;
    private static final int LONGEST_EXPRESSION = 1_000;
    private static final String MASK = Matcher.quoteReplacement("***");

    private final List<Pattern> patterns = new ArrayList<>();

    /** Refuses texts that are not regular expressions, or match the empty string. */
    LogMask(List<String> expressions) {
        if (expressions.size() > MOST_EXPRESSIONS) {
            throw new IllegalArgumentException("mask has %d expressions, but at most %d are allowed"
                    .formatted(expressions.size(), MOST_EXPRESSIONS));
        }
        expressions.forEach(expression -> patterns.add(pattern(expression)));
    }

    private static Pattern pattern(String expression) {
        if (expression.isEmpty() || expression.length() > LONGEST_EXPRESSION) {
            throw new IllegalArgumentException(
                    "An expression of mask must have 1 to %,d characters".formatted(LONGEST_EXPRESSION));
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException(
                        "The expression %s of mask matches an empty string".formatted(expression));
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The expression %s of mask is not a regular expression of RE2: %s"
                            .formatted(expression, e.getDescription()),
                    e);
        }
    }

    String of(String text) {
        String masked = text;
        for (Pattern pattern : patterns) {
            masked = pattern.matcher(masked).replaceAll(MASK);
        }
        return masked;
    }
}
