package io.tektonretry.graphql.visible;

import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunList;
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
 * The recorded runs that the caller may see; a hidden run looks like one that does not exist. Related runs of a visible
 * run are also filtered here: they are in its namespace unless a label was forged.
 */
public @Component final class VisibleRuns {

    private final PipelineRunRecords runs;
    private final PipelineRunList list;
    private final RunAccess access;

    VisibleRuns(PipelineRunRecords runs, PipelineRunList list, RunAccess access) {
        this.runs = runs;
        this.list = list;
        this.access = access;
    }

    public Optional<PipelineRunRecord> find(UUID uid) {
        return runs.findByUid(uid).filter(run -> access.mayRead(run.namespace()));
    }

    public Map<UUID, PipelineRunRecord> find(Collection<UUID> uids) {
        return visible(List.of(runs.findByUids(uids)))
                .collect(Collectors.toMap(PipelineRunRecord::uid, Function.identity()));
    }

    /** The visible attempts of each lineage, in order, by the UID of its first run. */
    public Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return visible(runs.attempts(baseUids).values()).collect(Collectors.groupingBy(PipelineRunRecord::baseUid));
    }

    /** The visible linked runs, oldest first, by the UID of the first of them. */
    public Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return visible(runs.lineages(rootUids).values()).collect(Collectors.groupingBy(PipelineRunRecord::rootUid));
    }

    public Optional<PipelineRunRecord> findNewest(String namespace, String name) {
        return runs.findNewest(namespace, name).filter(run -> access.mayRead(run.namespace()));
    }

    /** The namespaces, among these and those with runs, in which the caller may see runs. */
    public ReadableNamespaces namespaces(Collection<String> others) {
        return access.visibleNamespaces(() -> Stream.concat(list.namespaces().stream(), others.stream())
                .distinct()
                .toList());
    }

    /** The visible ones among these runs, with one access check per namespace. */
    private Stream<PipelineRunRecord> visible(Collection<List<PipelineRunRecord>> runs) {
        List<PipelineRunRecord> found = runs.stream().flatMap(List::stream).toList();
        if (found.isEmpty()) {
            return Stream.empty();
        }
        ReadableNamespaces visible = access.visibleNamespaces(() ->
                found.stream().map(PipelineRunRecord::namespace).distinct().toList());
        return found.stream().filter(run -> visible.contains(run.namespace()));
    }

    /** The filter restricted to visible namespaces; empty when nothing is visible. */
    public Optional<PipelineRunFilter> visible(PipelineRunFilter filter) {
        return namespaces(filter.namespaces(), filter, filter::in);
    }

    /**
     * A filter restricted to the wanted namespaces, or to all if none is given, in which the caller may list runs;
     * empty when nothing is visible.
     */
    public <T> Optional<T> namespaces(List<String> wanted, T asked, Function<List<String>, T> narrowed) {
        if (!(access.readableNamespaces(() -> known(wanted)) instanceof ReadableNamespaces.Only only)) {
            return Optional.of(asked);
        }
        List<String> readable = only.names().stream().sorted().toList();
        return readable.isEmpty() ? Optional.empty() : Optional.of(narrowed.apply(readable));
    }

    /** Namespaces without recorded runs need no access check. */
    private List<String> known(List<String> wanted) {
        List<String> known = list.namespaces();
        return wanted.isEmpty()
                ? known
                : known.stream().filter(wanted::contains).toList();
    }
}
