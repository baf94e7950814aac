package io.tektonretry.retry.plan;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The timeouts of a retry, which count from its own start: those of the root, or requested ones. */
final class Timeouts {

    private static final Pattern GO_DURATION = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?|0");

    private static final Set<String> NAMES = Set.of("pipeline", "tasks", "finally");

    private Timeouts() {}

    /**
     * The {@code timeouts} of a retry; empty when the root had none.
     *
     * @param taskRunSpecs entries of the tasks in the retry
     * @param finallyAsTasks whether only finally tasks run, as normal tasks: their timeout becomes that of the tasks
     */
    static ObjectNode of(ObjectNode root, RetryOptions options, JsonNode taskRunSpecs, boolean finallyAsTasks) {
        ObjectNode timeouts = JsonNodeFactory.instance.objectNode();
        if (root.path("spec").path("timeouts") instanceof ObjectNode recorded) {
            timeouts.setAll(recorded);
        }
        options.timeouts().forEach(timeouts::put);
        if (finallyAsTasks) {
            moveFinally(timeouts);
            taskRunSpecs.forEach(entry -> allow(Fields.text(entry, "timeout"), timeouts));
        }
        return timeouts;
    }

    /** Whether Tekton can parse the requested timeouts. */
    static boolean areReadable(RetryOptions options) {
        return options.timeouts().entrySet().stream()
                .allMatch(timeout -> NAMES.contains(timeout.getKey()) && isDuration(timeout.getValue()));
    }

    /**
     * Maximum duration of a task, 0 for no limit ({@code validatePipelineTaskRunSpecTimeouts}); null when not
     * specified.
     */
    static @Nullable Duration mostOfTask(JsonNode timeouts) {
        Duration tasks = parse(Fields.text(timeouts, "tasks"));
        Duration pipeline = parse(Fields.text(timeouts, "pipeline"));
        if (tasks == null || pipeline == null || pipeline.isZero()) {
            return tasks == null ? pipeline : tasks;
        }
        return tasks.isZero() || tasks.compareTo(pipeline) > 0 ? pipeline : tasks;
    }

    private static boolean isDuration(String text) {
        return parse(text) != null;
    }

    /** Tekton's {@code FinallyTimeout()}: its own limit, or what the tasks leave of the pipeline's. */
    private static void moveFinally(ObjectNode timeouts) {
        Duration pipeline = duration(timeouts, "pipeline");
        Duration tasks = duration(timeouts, "tasks");
        JsonNode own = timeouts.remove("finally");
        timeouts.remove("tasks");
        if (own != null && !own.isNull()) {
            timeouts.set("tasks", own);
        } else if (pipeline != null && tasks != null && pipeline.compareTo(tasks) > 0) {
            timeouts.put("tasks", text(pipeline.minus(tasks)));
        }
    }

    /**
     * The timeout of one task may exceed that of all finally tasks, but not that of all tasks ({@code
     * validateTaskRunSpecTimeout}), so the latter is raised.
     */
    private static void allow(String timeout, ObjectNode timeouts) {
        Duration own = parse(timeout);
        Duration tasks = duration(timeouts, "tasks");
        if (own != null && tasks != null && !tasks.isZero() && own.compareTo(tasks) > 0) {
            timeouts.put("tasks", timeout);
        }
    }

    private static @Nullable Duration duration(ObjectNode timeouts, String field) {
        return parse(Fields.text(timeouts, field));
    }

    static @Nullable Duration parse(String text) {
        Matcher matcher = GO_DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return null;
        }
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    static String text(Duration duration) {
        return "%dh%dm%ds".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
