package io.tektonretry.retry.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The time limits of a retry: those of the root, from the start again. */
final class Timeouts {

    private static final Pattern GO_DURATION = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

    private Timeouts() {}

    /** Finally tasks that run as ordinary ones keep the time that they had. */
    static void apply(ObjectNode spec, boolean finallyMoves, RetryOptions options) {
        if (finallyMoves && spec.path("timeouts") instanceof ObjectNode timeouts) {
            Optional<String> ofFinally = ofFinally(timeouts);
            timeouts.remove("tasks");
            timeouts.remove("finally");
            ofFinally.ifPresent(limit -> timeouts.put("tasks", limit));
        }
        if (!options.timeouts().isEmpty()) {
            ObjectNode timeouts = spec.withObjectProperty("timeouts");
            options.timeouts().forEach(timeouts::put);
        }
    }

    /** Tekton: {@code PipelineRun.FinallyTimeout}. */
    private static Optional<String> ofFinally(JsonNode timeouts) {
        if (timeouts.has("finally")) {
            return Optional.of(timeouts.path("finally").asString(""));
        }
        if (!timeouts.has("tasks") || !timeouts.has("pipeline")) {
            return Optional.empty();
        }
        Duration pipeline = parse(timeouts.path("pipeline").asString(""));
        Duration left = pipeline.minus(parse(timeouts.path("tasks").asString("")));
        return pipeline.isZero() || left.isNegative() || left.isZero()
                ? Optional.empty()
                : Optional.of(left.toSeconds() + "s");
    }

    private static Duration parse(String text) {
        Matcher parts = GO_DURATION.matcher(text);
        return parts.matches()
                ? Duration.ofHours(number(parts.group(1)))
                        .plusMinutes(number(parts.group(2)))
                        .plusSeconds(number(parts.group(3)))
                : Duration.ZERO;
    }

    @SuppressWarnings("NullAway") // a group that did not match is null
    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
