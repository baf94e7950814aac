package io.tektonretry.history;

import io.tektonretry.tekton.TektonKeys;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a PipelineRun itself says of the run that it repeats.
 *
 * @param baseUid of the run that our retry derives from; its own for any other run
 * @param retryNumber of our retry; 0 for any other run
 * @param retryOfUid of the run that our retry retries
 * @param rerunOfName the name of the run that the Tekton Dashboard made this one from
 */
record RetryLink(
        UUID baseUid,
        int retryNumber,
        @Nullable UUID retryOfUid,
        @Nullable String rerunOfName) {

    static RetryLink of(ObservedObject run) {
        int number = number(run.label(TektonKeys.RETRY_NUMBER));
        Optional<UUID> base =
                run.labelledUid(TektonKeys.ROOT_UID).filter(uid -> !uid.equals(run.uid()) && isNamed(run, number));
        if (base.isEmpty()) {
            return new RetryLink(run.uid(), 0, null, run.label(TektonKeys.DASHBOARD_RERUN_OF));
        }
        UUID retryOf = run.labelledUid(TektonKeys.RETRY_OF_UID).orElse(base.get());
        return new RetryLink(base.get(), number, retryOf, null);
    }

    /** Other tools copy our labels along with the rest of a run; the name is what they can't copy. */
    private static boolean isNamed(ObservedObject run, int number) {
        return number > 0 && run.name().endsWith("-r" + number);
    }

    private static int number(@Nullable String label) {
        try {
            return label == null ? 0 : Integer.parseInt(label);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
