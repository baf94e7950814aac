package io.tektonretry.graphql.live;

import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.change.ChangeScope;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a subscriber follows.
 *
 * @param scope the changes to check
 * @param filter the runs whose changes are delivered
 * @param namespaces namespaces in which the subscriber must keep the right to see runs
 * @param mayRead whether the subscriber may see runs of a namespace
 */
public record ChangeSelection(
        ChangeScope scope, PipelineRunFilter filter, Set<String> namespaces, Predicate<String> mayRead) {

    public ChangeSelection {
        namespaces = Set.copyOf(namespaces);
    }

    public boolean includes(PipelineRunChange change) {
        return scope.includes(change.change())
                && filter.includes(change.run())
                && (change.isLatestAttempt() || !filter.latestAttemptOnly())
                && (change.isNewestOfJob() || !filter.newestPerJob());
    }
}
