package io.tektonretry.graphql.visible;

import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The recorded runs that the caller may see; a hidden one looks like one that does not exist. The relatives of a visible run are
 * looked up here as well: they are of its namespace unless somebody has forged a label.
 */
public @Component final class VisibleRuns {

    private final PipelineRunRecords runs;
    private final RunAccess access;

    VisibleRuns(PipelineRunRecords runs, RunAccess access) {
        this.runs = runs;
        this.access = access;
    }

    public Optional<PipelineRunRecord> find(UUID uid) {
        return runs.findByUid(uid).filter(run -> access.mayRead(run.namespace()));
    }

    public Map<UUID, PipelineRunRecord> find(Collection<UUID> uids) {
        return visible(List.of(runs.findByUids(uids)))
                .collect(Collectors.toMap(PipelineRunRecord::uid, Function.identity()));
    }

    /** The visible attempts of each lineage by the UID of its first run, in their order. */
    public Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return visible(runs.attempts(baseUids).values()).collect(Collectors.groupingBy(PipelineRunRecord::baseUid));
    }

    /** The visible runs that hang together, by the UID of the first of them, oldest first. */
    public Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return visible(runs.lineages(rootUids).values()).collect(Collectors.groupingBy(PipelineRunRecord::rootUid));
    }

    public Optional<PipelineRunRecord> findNewest(String namespace, String name) {
        return runs.findNewest(namespace, name).filter(run -> access.mayRead(run.namespace()));
    }

    /** The namespaces with runs, or among these, that the caller may see runs of. */
    public ReadableNamespaces namespaces(Collection<String> others) {
        return access.visibleNamespaces(() -> Stream.concat(runs.namespaces().stream(), others.stream())
                .distinct()
                .toList());
    }

    /** The visible ones of these runs, with one question a namespace however many runs there are. */
    private Stream<PipelineRunRecord> visible(Collection<List<PipelineRunRecord>> runs) {
        List<PipelineRunRecord> found = runs.stream().flatMap(List::stream).toList();
        if (found.isEmpty()) {
            return Stream.empty();
        }
        ReadableNamespaces visible = access.visibleNamespaces(() ->
                found.stream().map(PipelineRunRecord::namespace).distinct().toList());
        return found.stream().filter(run -> visible.contains(run.namespace()));
    }

    /** The filter without the namespaces that are hidden; empty when nothing is left to see. */
    public Optional<PipelineRunFilter> visible(PipelineRunFilter filter) {
        return namespaces(filter.namespaces(), filter, filter::in);
    }

    /**
     * What asks for the wanted namespaces, or for all if none is named, narrowed to those whose runs the caller may list; empty when
     * nothing is left to see.
     */
    public <T> Optional<T> namespaces(List<String> wanted, T asked, Function<List<String>, T> narrowed) {
        if (!(access.readableNamespaces(() -> known(wanted)) instanceof ReadableNamespaces.Only only)) {
            return Optional.of(asked);
        }
        List<String> readable = only.names().stream().sorted().toList();
        return readable.isEmpty() ? Optional.empty() : Optional.of(narrowed.apply(readable));
    }

    /** A name that no run was recorded under is no question for the API server. */
    private List<String> known(List<String> wanted) {
        List<String> known = runs.namespaces();
        return wanted.isEmpty()
                ? known
                : known.stream().filter(wanted::contains).toList();
    }
}
