package io.tektonretry.history.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the plan decided about a run that is about to be sent; changes of the run in the cluster do not affect it.
 *
 * @param adoptedClaims volumes that need the run as an owner before it starts; if there are any, the run is created
 * pending
 * @param spec hash of the spec as returned by the dry run; null for {@link #NONE}
 * @param heldBy the other system that holds the run and starts it
 * @param leavesTasks whether some unsuccessful tasks do not run again, so that its success is not that of the whole
 * pipeline
 * @param startsAnew whether it has the first run's own spec, from which later retries then derive
 * @param definition the definition from which later retries derive, to be stored; null when it stays
 */
public record SentPlan(
        List<String> adoptedClaims,
        @Nullable String spec,
        @Nullable RunHolder heldBy,
        boolean leavesTasks,
        boolean startsAnew,
        @Nullable RetryDefinition definition) {

    static final SentPlan NONE = new SentPlan(List.of(), null, null, false, false, null);

    public SentPlan {
        adoptedClaims = List.copyOf(adoptedClaims);
    }
}
