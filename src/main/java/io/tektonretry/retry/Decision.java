package io.tektonretry.retry;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided about a wish for a retry, before anything touches the cluster. */
sealed interface Decision {

    /** The wish has claimed the retry, and the audit knows. */
    record Accepted(RetryPlan plan, RetryRequest request) implements Decision {}

    /** The wish is answered without a claim of its own. */
    record Answered(RetryResult result) implements Decision {}

    static Decision refused(@Nullable RetryPlan plan, List<Refusal> refusals) {
        return new Answered(RetryResult.refused(plan, refusals));
    }
}
