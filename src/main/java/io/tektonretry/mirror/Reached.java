package io.tektonretry.mirror;

import io.tektonretry.history.Gap;
import io.tektonretry.tekton.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a scope has been told.
 *
 * @param epoch in which the position counts
 * @param missed the gaps before the position, each of which ended with a list
 */
record Reached(Scope scope, int epoch, Position position, List<Gap> missed) {

    Reached {
        missed = List.copyOf(missed);
    }

    Reached then(Reached later) {
        List<Gap> all = new ArrayList<>(missed);
        all.addAll(later.missed);
        return new Reached(scope, later.epoch, later.position, all);
    }
}
