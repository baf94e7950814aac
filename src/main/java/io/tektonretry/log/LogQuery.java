package io.tektonretry.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which log to read, and which part of it.
 *
 * @param start start of the wanted part; null for the beginning
 * @param end end of the wanted part; null for the end
 * @param follow whether to stream while the log is written
 * @param tail number of lines at the end; null for all
 */
record LogQuery(
        String namespace,
        String pod,
        String container,
        @Nullable Instant start,
        @Nullable Instant end,
        boolean follow,
        @Nullable Integer tail) {

    private static final int MOST_LINES = 1_000_000;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    /** A namespace or container name (RFC 1123). */
    private static final Pattern IS_LABEL = Pattern.compile(LABEL);

    /** A pod name. */
    private static final Pattern IS_SUBDOMAIN = Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

    /**
     * Checks the names.
     *
     * @throws InvalidQueryException when one is not a valid name
     */
    LogQuery {
        check("namespace", namespace, IS_LABEL);
        check("pod", pod, IS_SUBDOMAIN);
        check("container", container, IS_LABEL);
    }

    private static void check(String what, String name, Pattern names) {
        if (!names.matcher(name).matches()) {
            throw new InvalidQueryException(
                    "The path must be /logs/{namespace}/{pod}/{container}, but its part for the %s is not a valid name."
                            .formatted(what));
        }
    }

    static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // The exception below reports it.
        }
        throw new InvalidQueryException(name + " must be a time such as 2026-11-24T08:00:00Z.");
    }

    static boolean flag(String name, @Nullable String text) {
        return switch (text == null ? "false" : text) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new InvalidQueryException(name + " must be true or false.");
        };
    }

    static @Nullable Integer lines(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.matches("[0-9]{1,7}")) {
            int lines = Integer.parseInt(text);
            if (lines >= 1 && lines <= MOST_LINES) {
                return lines;
            }
        }
        throw new InvalidQueryException("%s must be a number of lines from 1 to %,d.".formatted(name, MOST_LINES));
    }
}
