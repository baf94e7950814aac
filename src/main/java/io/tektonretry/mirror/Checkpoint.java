package io.tektonretry.mirror;

import io.tektonretry.history.coverage.Gap;
import io.tektonretry.tekton.watch.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * A position up to which a scope was reported.
 *
 * @param epoch epoch of the position
 * @param missed the gaps before the position, each of which ended with a list
 */
record Checkpoint(Scope scope, int epoch, Position position, List<Gap> missed) {

    Checkpoint {
        missed = List.copyOf(missed);
    }

    Checkpoint then(Checkpoint later) {
        List<Gap> all = new ArrayList<>(missed);
        all.addAll(later.missed);
        return new Checkpoint(scope, later.epoch, later.position, all);
    }
}
