package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the author of a pipeline forbids by annotation. Tekton copies the annotations of a Pipeline to its runs when
 * they start ({@code storePipelineSpecAndMergeMeta}), so only the run has to be read.
 *
 * @param whole whether every retry is forbidden
 * @param tasks names of tasks that must not run again
 * @param reason the author's reason; empty when there is none
 */
record OptOut(boolean whole, List<String> tasks, String reason) {

    static OptOut of(ObjectNode run) {
        return new OptOut(
                "disabled".equals(AuthorWord.text(run, TektonKeys.RETRY).toLowerCase(Locale.ROOT)),
                List.copyOf(AuthorWord.names(run, TektonKeys.RETRY_DISABLED_TASKS)),
                AuthorWord.text(run, TektonKeys.RETRY_DISABLED_REASON));
    }

    /** Refuses any retry of the run. */
    Refusal refusal(String run) {
        return refusal(run + " must not be retried", TektonKeys.RETRY, List.of());
    }

    /** Refuses the retry because these tasks would run again. */
    Refusal refusal(String run, List<String> again) {
        String sentence = "%s must not run %s again".formatted(run, RunPreconditions.names(again));
        return refusal(sentence, TektonKeys.RETRY_DISABLED_TASKS, again);
    }

    private Refusal refusal(String sentence, String key, List<String> forbidden) {
        String says = "%s, says its annotation %s".formatted(sentence, key);
        return new Refusal(RefusalCode.RETRY_DISABLED, reason.isEmpty() ? says : says + ": " + reason, forbidden, null);
    }
}
