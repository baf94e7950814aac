package io.tektonretry.history.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan decided of the run that is about to be sent. Whoever may change the run in the cluster can't change it here.
 *
 * @param adoptedClaims what needs the run as an owner before it starts; if there is any, the run is sent as a pending one
 * @param spec a hash of the spec, as the dry run answered it
 * @param heldBy who else holds the run and starts it in its turn
 * @param leavesTasks whether tasks that did not succeed stay as they were, so that its success is not that of the whole
 * @param startsAnew whether it has the first run's own spec, which later retries then derive from
 */
public record SentPlan(
        List<String> adoptedClaims, String spec, @Nullable RunHolder heldBy, boolean leavesTasks, boolean startsAnew) {

    public SentPlan {
        adoptedClaims = List.copyOf(adoptedClaims);
    }
}
