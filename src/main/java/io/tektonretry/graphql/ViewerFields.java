package io.tektonretry.graphql;

import io.tektonretry.access.Caller;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.Opaque;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecord;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields about the caller. */
@Controller
final class ViewerFields {

    /** Kind of caller. */
    enum ActorKind {
        USER,
        SERVICE_ACCOUNT,
        ANONYMOUS
    }

    /** A namespace with runs that the caller may see. */
    record ViewerNamespace(String name, boolean canRead) {}

    private final CurrentCaller caller;
    private final RunAccess access;
    private final PipelineRunList runs;

    ViewerFields(CurrentCaller caller, RunAccess access, PipelineRunList runs) {
        this.caller = caller;
        this.access = access;
        this.runs = runs;
    }

    @QueryMapping
    Caller viewer() {
        return caller.get();
    }

    @SchemaMapping(typeName = "Viewer")
    ActorKind kind(Caller viewer) {
        if (viewer.authentication() == Caller.Authentication.NONE) {
            return ActorKind.ANONYMOUS;
        }
        return viewer.isServiceAccount() ? ActorKind.SERVICE_ACCOUNT : ActorKind.USER;
    }

    /** Namespaces in which the caller may not even get a run are left out: their names are confidential. */
    @SchemaMapping(typeName = "Viewer")
    Connection<ViewerNamespace> namespaces(Caller viewer, @Arguments PageArguments page) {
        List<String> known = runs.namespaces();
        Set<String> listed = names(access.readableNamespaces(() -> known), known);
        List<String> others =
                known.stream().filter(namespace -> !listed.contains(namespace)).toList();
        Set<String> gettable = others.isEmpty() ? Set.of() : names(access.gettableNamespaces(() -> others), others);
        List<ViewerNamespace> readable = known.stream()
                .filter(namespace -> listed.contains(namespace) || gettable.contains(namespace))
                .map(namespace -> new ViewerNamespace(namespace, listed.contains(namespace)))
                .toList();
        return Connection.ofAll(readable, namespace -> Opaque.encode("Namespace:" + namespace.name()), page);
    }

    private static Set<String> names(ReadableNamespaces readable, List<String> known) {
        return readable instanceof ReadableNamespaces.Only only ? only.names() : Set.copyOf(known);
    }

    @SchemaMapping(typeName = "ViewerNamespace")
    CompletableFuture<Boolean> canRetry(ViewerNamespace namespace, DataLoader<String, Boolean> mayRetryByNamespace) {
        return mayRetryByNamespace.load(namespace.name());
    }

    @SchemaMapping(typeName = "PipelineRun")
    CompletableFuture<Boolean> viewerCanRetry(PipelineRunRecord run, DataLoader<String, Boolean> mayRetryByNamespace) {
        return mayRetryByNamespace.load(run.namespace());
    }
}
