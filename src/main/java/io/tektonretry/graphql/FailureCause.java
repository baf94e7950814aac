package io.tektonretry.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.task.TaskAttempt;
import io.tektonretry.tekton.PlainText;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cause of failed runs, by which equal failures are grouped.
 *
 * @param key equal for failures with the same cause
 * @param text in words
 */
record FailureCause(String key, String text) {

    /** The cause when nothing is recorded. */
    static final FailureCause NONE = new FailureCause("none", "No reason is recorded");

    private static final int LONGEST = 200;

    /** Maximum number of characters of a message to examine. */
    private static final int MOST_READ = 2_000;

    private static final String ANY = "…";

    /** Hints that Tekton appends, which differ from run to run. */
    private static final Pattern ADVICE = Pattern.compile("; for logs run.*| \\(image: .*", Pattern.DOTALL);

    /** UUIDs, digests, generated suffixes of names, addresses and long numbers. */
    private static final Pattern OF_ONE_RUN = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\b(?=[a-f]*[0-9])[0-9a-f]{7,}\\b|\\b\\d+(\\.\\d+){3}(:\\d+)?\\b|\\d{4,}");

    /**
     * The cause of a failure.
     *
     * @param failureClass class of the run's failure
     * @param first the task that failed first; null when none did
     * @param pod the pod that executed it; null when not known
     */
    static FailureCause of(
            PipelineRunRecord run,
            @Nullable FailureClass failureClass,
            @Nullable FailedTask first,
            @Nullable PodOutcome pod) {
        TaskAttempt attempt = first == null ? null : first.attempt();
        if (attempt == null || attempt.failureClass() != failureClass) {
            String text = text(run.message(), run.reason(), run.name());
            return of(failureClass, text, isOfItsPipeline(failureClass) ? run : null, "");
        }
        String lost = pod == null || failureClass == FailureClass.CANCELLED ? null : disruption(pod);
        if (lost != null) {
            return of(failureClass, lost, null, "");
        }
        String text = text(attempt.message(), attempt.reason(), run.name(), attempt.podName(), attempt.taskRunName());
        return isOfItsPipeline(failureClass)
                ? of(failureClass, attempt.pipelineTaskName() + ": " + text, run, attempt.pipelineTaskName())
                : of(failureClass, text, null, "");
    }

    /** Failures of one pipeline's own code are unrelated to those of another. */
    private static boolean isOfItsPipeline(@Nullable FailureClass failureClass) {
        return failureClass != FailureClass.INFRASTRUCTURE && failureClass != FailureClass.CONFIGURATION;
    }

    private static FailureCause of(
            @Nullable FailureClass failureClass, String text, @Nullable PipelineRunRecord run, String task) {
        String of = run == null ? "" : run.namespace() + "\n" + run.pipelineName() + "\n" + task;
        String key = failureClass + "\n" + text + "\n" + of;
        return new FailureCause(UUID.nameUUIDFromBytes(key.getBytes(UTF_8)).toString(), text);
    }

    private static @Nullable String disruption(PodOutcome pod) {
        String node = pod.node();
        if (!pod.disrupted() || node == null) {
            return null;
        }
        String reason = pod.reason() == null ? "" : pod.reason();
        String what = switch (reason) {
            case "DeletionByPodGC" -> "was removed";
            case "NodeLost", "DeletionByTaintManager" -> "was lost";
            case "NodeShutdown", "Shutdown", "Terminated", "TerminationByKubelet" -> "was shut down";
            case "Evicted", "EvictionByEvictionAPI" -> "evicted pods";
            case "Preempting", "PreemptionByScheduler" -> "gave its place to other pods";
            default -> "ended pods" + (reason.isEmpty() ? "" : " (" + reason + ")");
        };
        return "Node %s %s".formatted(PlainText.of(node), what);
    }

    private static String text(@Nullable String message, @Nullable String reason, @Nullable String... names) {
        String text = message == null || message.isBlank() ? reason : message;
        if (text == null || text.isBlank()) {
            return NONE.text();
        }
        String read = shortened(text, MOST_READ);
        read = ADVICE.matcher(read).replaceFirst("");
        for (String name : Stream.of(names)
                .filter(one -> one != null && !one.isEmpty())
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList()) {
            read = Pattern.compile("(?<!\\p{Alnum})" + Pattern.quote(name) + "(?!\\p{Alnum})")
                    .matcher(read)
                    .replaceAll(ANY);
        }
        String general = OF_ONE_RUN.matcher(read).replaceAll(ANY);
        return shortened(PlainText.of(general.replaceAll("\\s+", " ")).strip(), LONGEST);
    }

    private static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }
}
