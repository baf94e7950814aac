package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the author of a pipeline forbids by annotation. Tekton copies the annotations of a Pipeline to its runs when they start
 * ({@code storePipelineSpecAndMergeMeta}), so that the run alone is to be read.
 *
 * @param whole whether no retry is allowed at all
 * @param tasks names of tasks that must not be executed again
 * @param reason why, in the author's words; empty when there are none
 */
record OptOut(boolean whole, List<String> tasks, String reason) {

    static OptOut of(ObjectNode run) {
        return new OptOut(
                "disabled".equals(AuthorWord.text(run, TektonKeys.RETRY).toLowerCase(Locale.ROOT)),
                List.copyOf(AuthorWord.names(run, TektonKeys.RETRY_DISABLED_TASKS)),
                AuthorWord.text(run, TektonKeys.RETRY_DISABLED_REASON));
    }

    /** Refuses the run as a whole. */
    Refusal refusal(String run) {
        return refusal(run + " must not be retried", TektonKeys.RETRY, List.of());
    }

    /** Refuses the run because these tasks would be executed again. */
    Refusal refusal(String run, List<String> again) {
        String sentence = "%s must not run %s again".formatted(run, RunPreconditions.names(again));
        return refusal(sentence, TektonKeys.RETRY_DISABLED_TASKS, again);
    }

    private Refusal refusal(String sentence, String key, List<String> forbidden) {
        String says = "%s, says its annotation %s".formatted(sentence, key);
        return new Refusal(RefusalCode.RETRY_DISABLED, reason.isEmpty() ? says : says + ": " + reason, forbidden, null);
    }
}
