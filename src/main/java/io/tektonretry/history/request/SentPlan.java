package io.tektonretry.history.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the plan decided about a run that is about to be sent; changes of the run in the cluster do not affect it.
 *
 * @param adoptedClaims volumes that need the run as an owner before it starts; if there are any, the run is created
 * pending
 * @param spec hash of the spec as returned by the dry run
 * @param heldBy the other system that holds the run and starts it
 * @param leavesTasks whether some unsuccessful tasks do not run again, so that its success is not that of the whole
 * pipeline
 * @param startsAnew whether it has the first run's own spec, from which later retries then derive
 */
public record SentPlan(
        List<String> adoptedClaims, String spec, @Nullable RunHolder heldBy, boolean leavesTasks, boolean startsAnew) {

    public SentPlan {
        adoptedClaims = List.copyOf(adoptedClaims);
    }
}
