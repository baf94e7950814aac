package io.tektonretry.log;

import static java.util.Map.entry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** A URL with placeholders. A value cannot change the host, and cannot leave its place in the path or query. */
final class LogTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w*)}");

    /** Names in Kubernetes are not longer than this. */
    private static final int LONGEST_VALUE = 253;

    private static final Set<String> DOTS = Set.of("", ".", "..");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    /** The values for the placeholders. */
    private record Subject(LoggedAttempt attempt, LoggedAttempt.@Nullable Step step, Instant now) {

        @Nullable
        Instant start() {
            return step == null ? attempt.start() : step.start();
        }

        /** While the attempt runs, the range ends now. */
        @Nullable
        Instant end() {
            return step == null || step.end() == null ? attempt.end() == null ? now : attempt.end() : step.end();
        }
    }

    private static final Map<String, Function<Subject, @Nullable String>> VALUES = Map.ofEntries(
            entry("namespace", subject -> subject.attempt().namespace()),
            entry("pod", subject -> subject.attempt().pod()),
            entry("podUid", subject -> subject.attempt().podUid()),
            entry("run", subject -> subject.attempt().run()),
            entry("task", subject -> subject.attempt().task()),
            entry(
                    "container",
                    subject -> subject.step() == null ? null : subject.step().container()),
            entry(
                    "step",
                    subject -> subject.step() == null ? null : subject.step().name()),
            entry("start", subject -> text(subject.start())),
            entry("end", subject -> text(subject.end())));

    private final String text;

    /** Refuses a text that is not a URL, or has unknown placeholders. */
    LogTemplate(String text) {
        this.text = text;
        PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).forEach(name -> {
            if (!VALUES.containsKey(name)) {
                throw new IllegalArgumentException("%s has the placeholder {%s}, but there are only %s"
                        .formatted(text, name, VALUES.keySet().stream().sorted().toList()));
            }
        });
        check();
    }

    private void check() {
        int path = text.indexOf('/', text.indexOf("//") + 2);
        if (path < 0 || text.substring(0, path).contains("{")) {
            throw new IllegalArgumentException(text + " has no path, or a placeholder in front of it");
        }
        try {
            URI filled = new URI(PLACEHOLDER.matcher(text).replaceAll("x"));
            boolean isWeb = "http".equalsIgnoreCase(filled.getScheme()) || "https".equalsIgnoreCase(filled.getScheme());
            if (!isWeb || filled.getHost() == null || filled.getUserInfo() != null) {
                throw new IllegalArgumentException(text
                        + " is not an address that begins with http:// or https:// and a host, without a password");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("%s is not an address: %s".formatted(text, e.getReason()), e);
        }
    }

    /** Whether each step has its own URL. */
    boolean isOfSteps() {
        return has("container") || has("step");
    }

    boolean has(String placeholder) {
        return text.contains("{" + placeholder + "}");
    }

    /** The URL; empty while a value is unknown. */
    Optional<String> fill(LoggedAttempt attempt, LoggedAttempt.@Nullable Step step, Instant now) {
        Subject subject = new Subject(attempt, step, now);
        boolean isComplete = PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> value(found, subject))
                .allMatch(value -> value != null && value.length() <= LONGEST_VALUE && !DOTS.contains(value));
        return isComplete
                ? Optional.of(PLACEHOLDER
                        .matcher(text)
                        .replaceAll(found ->
                                UriUtils.encode(String.valueOf(value(found, subject)), StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private @Nullable String value(MatchResult found, Subject subject) {
        Function<Subject, @Nullable String> value = VALUES.get(found.group(1));
        return value == null ? null : value.apply(subject);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : TIME.format(time);
    }
}
