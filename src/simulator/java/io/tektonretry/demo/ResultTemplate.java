package io.tektonretry.demo;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the text of a result.
 *
 * @param at when the run was created
 */
record ResultTemplate(Random random, Source source, Instant at) {

    private static final Pattern HOLE = Pattern.compile("\\{(\\w+)(?::([\\d.]+):([\\d.]+))?}");

    String filled(String template) {
        return HOLE.matcher(template).replaceAll(hole -> Matcher.quoteReplacement(value(hole)));
    }

    private String value(MatchResult hole) {
        return switch (hole.group(1)) {
            case "sha" -> source.revision();
            case "sha7" -> source.revision().substring(0, 7);
            case "digest" -> Source.hex(random, 64);
            case "date" -> at.toString().substring(0, 10);
            case "number" -> Long.toString(Math.round(between(hole)));
            default -> String.format(Locale.ROOT, hole.group(2).contains("0.") ? "%.4f" : "%.1f", between(hole));
        };
    }

    private double between(MatchResult hole) {
        double low = Double.parseDouble(hole.group(2));
        double high = Double.parseDouble(hole.group(3));
        return low + random.nextDouble() * (high - low);
    }
}
