package io.tektonretry.export;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to export.
 *
 * @param namespaces wanted namespaces; all when empty
 * @param from when the first of them was created at the earliest
 * @param to when the last of them was created, exclusive
 * @param tasks whether to export the executions of tasks as well
 */
record ExportQuery(List<String> namespaces, Instant from, Instant to, boolean tasks) {

    private static final Set<String> PARAMETERS = new TreeSet<>(Set.of("namespace", "from", "to", "tasks"));
    private static final int MOST_NAMESPACES = 100;
    private static final int LONGEST_NAMESPACE = 63;
    private static final int FIRST_YEAR = 1;
    private static final int LAST_YEAR = 9999;

    /**
     * Reads the parameters of a call.
     *
     * @throws ExportRefusedException if one is missing, unknown or invalid, or the time span is too long
     */
    static ExportQuery of(Map<String, String[]> parameters, Instant now, Duration longestSpan) {
        parameters.keySet().stream()
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw ExportRefusedException.invalid(
                            "There is no parameter %s, only %s.".formatted(name, PARAMETERS));
                });
        Instant to = parameters.containsKey("to") ? time("to", parameters) : now;
        ExportQuery query = new ExportQuery(
                namespaces(parameters.getOrDefault("namespace", new String[0])),
                time("from", parameters),
                to,
                flag(single("tasks", parameters)));
        query.check(longestSpan);
        return query;
    }

    private void check(Duration longestSpan) {
        if (from.isAfter(to)) {
            throw ExportRefusedException.invalid("from is later than to.");
        }
        if (Duration.between(from, to).compareTo(longestSpan) > 0) {
            throw new ExportRefusedException(
                    400,
                    "LIMIT_EXCEEDED",
                    "The time from %s to %s is longer than %d days. Export it in parts."
                            .formatted(from, to, longestSpan.toDays()));
        }
    }

    private static List<String> namespaces(String[] names) {
        if (names.length > MOST_NAMESPACES) {
            throw new ExportRefusedException(
                    400,
                    "LIMIT_EXCEEDED",
                    "There are %d namespaces; %d are allowed.".formatted(names.length, MOST_NAMESPACES));
        }
        for (String name : names) {
            if (name.isEmpty() || name.length() > LONGEST_NAMESPACE || name.indexOf('\0') >= 0) {
                throw ExportRefusedException.invalid("namespace must be the name of a namespace.");
            }
        }
        return List.of(names);
    }

    private static Instant time(String name, Map<String, String[]> parameters) {
        String text = single(name, parameters);
        if (text == null) {
            throw ExportRefusedException.invalid(
                    name + " is missing: a time such as 2026-11-24T08:00:00Z or 2026-11-24.");
        }
        try {
            OffsetDateTime time = text.contains("T")
                    ? OffsetDateTime.parse(text)
                    : LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
            if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw ExportRefusedException.invalid(name + " must be a time such as 2026-11-24T08:00:00Z or 2026-11-24.");
    }

    private static boolean flag(@Nullable String text) {
        return switch (text == null ? "false" : text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ExportRefusedException.invalid("tasks must be true or false.");
        };
    }

    private static @Nullable String single(String name, Map<String, String[]> parameters) {
        String[] values = parameters.getOrDefault(name, new String[0]);
        if (values.length > 1) {
            throw ExportRefusedException.invalid(name + " is given twice.");
        }
        return values.length == 0 ? null : values[0];
    }
}
