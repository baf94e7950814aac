package io.tektonretry.demo;

import io.tektonretry.history.audit.Requester;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run and its retries are to be like.
 *
 * @param failures what fails, by task, or by task and number of a combination of its matrix
 * @param recovered tasks of which Tekton's own retry of a first failure succeeds
 * @param cancelledAt when it was cancelled; null when it was not
 * @param isHopeless whether further retries fail as well
 * @param retries the retries in their order, each of the one before
 */
record Sketch(
        DemoPipeline pipeline,
        Source source,
        Instant at,
        Map<String, Cause> failures,
        Set<String> recovered,
        @Nullable Instant cancelledAt,
        boolean isHopeless,
        List<Again> retries) {

    /**
     * A retry.
     *
     * @param later how long after the end of the run before
     * @param requester who asked
     * @param reason why
     */
    record Again(
            Duration later, Requester requester, @Nullable String reason, Map<String, Cause> failures) {

        Again {
            failures = Map.copyOf(failures);
        }
    }

    Sketch {
        failures = Map.copyOf(failures);
        recovered = Set.copyOf(recovered);
        retries = List.copyOf(retries);
    }

    static Sketch of(DemoPipeline pipeline, Source source, Instant at) {
        return new Sketch(pipeline, source, at, Map.of(), Set.of(), null, false, List.of());
    }

    Sketch failing(Map<String, Cause> what) {
        return new Sketch(pipeline, source, at, what, recovered, cancelledAt, isHopeless, retries);
    }

    Sketch failing(String task, Cause cause) {
        return failing(Map.of(task, cause));
    }

    Sketch recovering(String task) {
        return new Sketch(pipeline, source, at, failures, Set.of(task), cancelledAt, isHopeless, retries);
    }

    Sketch cancelled(Duration after) {
        return new Sketch(pipeline, source, at, failures, recovered, at.plus(after), isHopeless, retries);
    }

    Sketch hopeless() {
        return new Sketch(pipeline, source, at, failures, recovered, cancelledAt, true, retries);
    }

    Sketch retried(Again... again) {
        return new Sketch(pipeline, source, at, failures, recovered, cancelledAt, isHopeless, List.of(again));
    }
}
