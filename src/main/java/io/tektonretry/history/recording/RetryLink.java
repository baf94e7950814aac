package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.RequestProof;
import io.tektonretry.tekton.TektonKeys;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The links that a PipelineRun claims by its labels. Anyone who may create runs can write them, so they prove nothing.
 *
 * @param claimedUid UID of the run that it claims to retry; a copy of a retry claims the same
 * @param rerunOfName name of the run from which the Tekton Dashboard created it, which outranks copied labels; null
 * when it agrees with our labels
 * @param requestProof proof by which a request recognizes its run
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

    /**
     * Our retries have the Dashboard's label too. In a rerun by the Dashboard it differs from the copied annotation
     * {@code retry-of-name}.
     */
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
