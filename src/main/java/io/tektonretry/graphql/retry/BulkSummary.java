package io.tektonretry.graphql.retry;

import io.tektonretry.graphql.retry.BulkRetryPayload.Result;
import io.tektonretry.tekton.PlainText;
import java.util.List;
import java.util.stream.Collectors;

/** Summarizes a bulk retry in a sentence or two, for a comment or a chat. */
final class BulkSummary {

    private static final int MOST_REASONS = 10;

    private static final int LONGEST_REASON = 300;

    private BulkSummary() {}

    /** The summary of an executed call. */
    static String of(List<Result> results, boolean isDryRun, boolean hasMore) {
        String more = hasMore ? " The filter finds further runs." : "";
        if (results.isEmpty()) {
            return "No run to retry.";
        }
        List<String> reasons = results.stream()
                .flatMap(result -> result.userErrors().stream().limit(1))
                .map(error -> "%s (%s)".formatted(shortened(error.message()), error.code()))
                .distinct()
                .toList();
        return counts(results, isDryRun) + because(reasons) + "." + more;
    }

    private static String counts(List<Result> results, boolean isDryRun) {
        long refused = results.stream()
                .filter(result -> !result.userErrors().isEmpty())
                .count();
        long waiting = isDryRun
                ? 0
                : results.stream()
                        .filter(result -> result.userErrors().isEmpty() && result.createdRun() == null)
                        .count();
        String retried = "%d of %d %s"
                .formatted(
                        results.size() - refused - waiting, results.size(), isDryRun ? "would be retried" : "retried");
        return waiting == 0 ? retried : "%s, %d accepted for later".formatted(retried, waiting);
    }

    private static String because(List<String> reasons) {
        if (reasons.isEmpty()) {
            return "";
        }
        String first = reasons.stream().limit(MOST_REASONS).collect(Collectors.joining("; "));
        int rest = reasons.size() - MOST_REASONS;
        return ": " + first + (rest > 0 ? "; and %d more".formatted(rest) : "");
    }

    /** Reasons quote authors of runs, whose text must not look like lines of the comment. */
    private static String shortened(String message) {
        String reason = PlainText.of(message.replaceAll("\\s+", " "));
        return reason.length() <= LONGEST_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON - 1)) + "…";
    }
}
