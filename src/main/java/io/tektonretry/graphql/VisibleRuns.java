package io.tektonretry.graphql;

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
import org.springframework.stereotype.Component;

/**
 * The recorded runs that the caller may see; a hidden one looks like one that does not exist. The relatives of a visible run are
 * looked up here as well: they are of its namespace unless somebody has forged a label.
 */
@Component
final class VisibleRuns {

    private final PipelineRunRecords runs;
    private final RunAccess access;

    VisibleRuns(PipelineRunRecords runs, RunAccess access) {
        this.runs = runs;
        this.access = access;
    }

    Optional<PipelineRunRecord> find(UUID uid) {
        return runs.findByUid(uid).filter(run -> access.mayRead(run.namespace()));
    }

    Map<UUID, PipelineRunRecord> find(Collection<UUID> uids) {
        return runs.findByUids(uids).stream()
                .filter(run -> access.mayRead(run.namespace()))
                .collect(Collectors.toMap(PipelineRunRecord::uid, Function.identity()));
    }

    /** The visible attempts of each lineage by the UID of its first run, in their order. */
    Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return runs.attempts(baseUids).values().stream()
                .flatMap(List::stream)
                .filter(run -> access.mayRead(run.namespace()))
                .collect(Collectors.groupingBy(PipelineRunRecord::baseUid));
    }

    /** The visible runs that hang together, by the UID of the first of them, oldest first. */
    Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return runs.lineages(rootUids).values().stream()
                .flatMap(List::stream)
                .filter(run -> access.mayRead(run.namespace()))
                .collect(Collectors.groupingBy(PipelineRunRecord::rootUid));
    }

    Optional<PipelineRunRecord> findNewest(String namespace, String name) {
        return access.mayRead(namespace) ? runs.findNewest(namespace, name) : Optional.empty();
    }

    /** The filter without the namespaces that are hidden; empty when nothing is left to see. */
    Optional<PipelineRunFilter> visible(PipelineRunFilter filter) {
        return namespaces(filter.namespaces(), filter, filter::in);
    }

    /**
     * What asks for the wanted namespaces, or for all if none is named, narrowed to those whose runs the caller may list; empty when
     * nothing is left to see.
     */
    <T> Optional<T> namespaces(List<String> wanted, T asked, Function<List<String>, T> narrowed) {
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
