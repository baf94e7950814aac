package io.tektonretry.mirror;

import io.tektonretry.history.coverage.Gap;
import io.tektonretry.tekton.watch.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a scope has been told.
 *
 * @param epoch in which the position counts
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
