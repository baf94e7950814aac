package io.tektonretry.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.error.ForbiddenException;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.error.RunNotFoundException;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.live.ChangeCursor;
import io.tektonretry.graphql.live.ChangeReader;
import io.tektonretry.graphql.live.ChangeSelection;
import io.tektonretry.graphql.live.PipelineRunChange;
import io.tektonretry.graphql.live.Subscriptions;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.change.ChangeScope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;

/** Subscriptions to changes of runs. */
@Controller
final class PipelineRunSubscriptions {

    private final VisibleRuns visible;
    private final RunAccess access;
    private final Subscriptions subscriptions;
    private final ChangeReader changes;

    PipelineRunSubscriptions(VisibleRuns visible, RunAccess access, Subscriptions subscriptions, ChangeReader changes) {
        this.visible = visible;
        this.access = access;
        this.subscriptions = subscriptions;
        this.changes = changes;
    }

    @QueryMapping
    String changeCursor() {
        if (visible.namespaces(List.of()).isEmpty()) {
            throw new ForbiddenException("You may not see any of these runs; subscribe without a cursor.");
        }
        return ChangeCursor.encode(changes.span().newest());
    }

    @SubscriptionMapping
    Flux<PipelineRunChange> pipelineRunChanged(
            @Argument String id, @Argument @Nullable String after, DataFetchingEnvironment field) {
        return subscriptions.open(field, after, () -> {
            PipelineRunRecord run = visible.find(NodeId.parseRun(id)).orElseThrow(() -> new RunNotFoundException(id));
            return of(ChangeScope.run(run.uid()), run);
        });
    }

    @SubscriptionMapping
    Flux<PipelineRunChange> retryLineageChanged(
            @Argument String id, @Argument @Nullable String after, DataFetchingEnvironment field) {
        return subscriptions.open(field, after, () -> {
            PipelineRunRecord run =
                    visible.find(NodeId.parseLineage(id)).orElseThrow(() -> new RunNotFoundException(id));
            return of(ChangeScope.lineage(run.rootUid()), run);
        });
    }

    @SubscriptionMapping
    Flux<PipelineRunChange> pipelineRunsChanged(
            @Argument @Nullable PipelineRunFilterInput filter,
            @Argument @Nullable String after,
            DataFetchingEnvironment field) {
        return subscriptions.open(field, after, () -> of(followed(filter)));
    }

    private static PipelineRunFilter followed(@Nullable PipelineRunFilterInput filter) {
        if (filter != null && filter.needsTheLineage()) {
            throw new InvalidInputException("A subscription can't filter by `lineageOutcomes`; leave it out.");
        }
        return filter == null ? PipelineRunFilter.ALL : filter.filter();
    }

    private ChangeSelection of(ChangeScope scope, PipelineRunRecord run) {
        return new ChangeSelection(scope, PipelineRunFilter.ALL, Set.of(run.namespace()), access::mayRead);
    }

    private ChangeSelection of(PipelineRunFilter filter) {
        List<String> named = filter.namespaces();
        List<String> readable = named.stream().filter(this::mayList).toList();
        if (readable.isEmpty() && !named.isEmpty()) {
            throw SubscriptionEndedException.forbidden(named.get(0));
        }
        return new ChangeSelection(ChangeScope.in(readable), filter, Set.copyOf(readable), this::mayList);
    }

    private boolean mayList(String namespace) {
        return !(access.readableNamespaces(() -> List.of(namespace)) instanceof ReadableNamespaces.Only only)
                || only.names().contains(namespace);
    }
}
