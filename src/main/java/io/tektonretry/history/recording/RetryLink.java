package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.RequestProof;
import io.tektonretry.tekton.TektonKeys;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a PipelineRun says of itself by its labels, which whoever may create runs can write: a claim, and no proof.
 *
 * @param claimedUid the run that it says it retries; a copy of a retry says so as well
 * @param rerunOfName the name of the run that the Tekton Dashboard made it from, which says more than the labels that it copied; null when
 *     it says the same as our labels do
 * @param requestProof what a run that we make carries to be recognised
 */
record RetryLink(
        @Nullable UUID claimedUid,
        @Nullable String rerunOfName,
        @Nullable String requestProof) {

    static RetryLink of(ObservedObject run) {
        String rerunOf = rerunOf(run);
        return new RetryLink(
                rerunOf == null ? claimed(run) : null,
                rerunOf,
                RequestProof.wellFormed(run.annotation(TektonKeys.REQUEST_PROOF)));
    }

    /** A retry carries the label too, for others; one of the Dashboard's reruns names another run than the retry that it was copied from. */
    private static @Nullable String rerunOf(ObservedObject run) {
        String rerunOf = run.label(TektonKeys.DASHBOARD_RERUN_OF);
        boolean isOurs = rerunOf != null
                && rerunOf.equals(run.annotation(TektonKeys.RETRY_OF_NAME))
                && run.labelledUid(TektonKeys.RETRY_OF_UID).isPresent();
        return isOurs ? null : rerunOf;
    }

    private static @Nullable UUID claimed(ObservedObject run) {
        return run.labelledUid(TektonKeys.RETRY_OF_UID)
                .or(() -> run.labelledUid(TektonKeys.ROOT_UID))
                .filter(uid -> !uid.equals(run.uid()))
                .orElse(null);
    }
}
