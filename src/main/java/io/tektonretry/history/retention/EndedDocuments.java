package io.tektonretry.history.retention;

import io.tektonretry.history.document.DocumentBundles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Bundles the documents of runs that ended some time ago, when they hardly change any more. */
@Repository
public class EndedDocuments {

    /** A chunk locks the documents of its runs for a moment. */
    private static final int MOST_RUNS = 50;

    /** The deletion of an object from the cluster is a new state of it, whose document joins its bundle then. */
    private static final Duration ROUND = Duration.ofDays(1);

    private final EndedRunWalk runs;
    private final DocumentBundles bundles;

    EndedDocuments(EndedRunWalk runs, DocumentBundles bundles) {
        this.runs = runs;
        this.bundles = bundles;
    }

    /**
     * Looks at the next runs that ended before then, oldest first.
     *
     * @return whether there is no further chunk
     */
    @Transactional
    public boolean bundle(Instant before, Instant now, int limit) {
        int most = Math.min(limit, MOST_RUNS);
        List<UUID> next = runs.next("ended_documents", ROUND, before, now, most);
        if (!next.isEmpty()) {
            bundles.bundle(next);
        }
        return next.size() < most;
    }
}
