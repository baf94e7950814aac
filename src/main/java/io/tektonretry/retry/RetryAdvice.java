package io.tektonretry.retry;

import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.Warning;
import java.util.List;

/**
 * What the record says about a retry of a run.
 *
 * @param refusals why it would be refused; empty when it would not
 * @param warnings what to know beforehand
 */
public record RetryAdvice(List<Refusal> refusals, List<Warning> warnings) {

    public RetryAdvice {
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }
}
