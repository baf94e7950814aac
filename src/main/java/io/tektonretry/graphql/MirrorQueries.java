package io.tektonretry.graphql;

import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.coverage.QuarantinedObjects;
import io.tektonretry.history.coverage.RunCompleteness;
import io.tektonretry.history.database.BoundedCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Shows how complete the record is. */
@Controller
final class MirrorQueries {

    private static final int MOST_COUNTED = 10_000;

    private final MirrorStates followed;
    private final Gaps gaps;
    private final QuarantinedObjects quarantined;
    private final VisibleRuns visible;
    private final PipelineRunList runs;

    MirrorQueries(
            MirrorStates followed,
            Gaps gaps,
            QuarantinedObjects quarantined,
            VisibleRuns visible,
            PipelineRunList runs) {
        this.followed = followed;
        this.gaps = gaps;
        this.quarantined = quarantined;
        this.visible = visible;
        this.runs = runs;
    }

    @QueryMapping
    MirrorStatus mirrorStatus() {
        List<MirrorState> all = followed.all();
        ReadableNamespaces seen = visible.namespaces(all.stream()
                .map(MirrorState::namespace)
                .filter(name -> !name.isEmpty())
                .toList());
        return new MirrorStatus(
                !all.isEmpty() && all.stream().map(MirroredKind::of).allMatch(MirroredKind::connected),
                all.stream()
                        .filter(kind -> kind.namespace().isEmpty() || seen.contains(kind.namespace()))
                        .map(MirroredKind::of)
                        .map(kind -> seen.isEmpty() ? kind.withoutActivity() : kind)
                        .toList(),
                seen);
    }

    @SchemaMapping(typeName = "MirrorStatus")
    List<Gap> gaps(MirrorStatus status, @Argument @Nullable Integer first) {
        int size = new PageArguments(first, null, null, null).size();
        if (status.seen() instanceof ReadableNamespaces.Only only) {
            return only.isEmpty() ? List.of() : gaps.newest(size, only.names());
        }
        return gaps.newest(size);
    }

    @SchemaMapping(typeName = "MirrorStatus")
    int quarantinedCount(MirrorStatus status) {
        return status.seen() instanceof ReadableNamespaces.Only only
                ? quarantined.size(only.names())
                : quarantined.size();
    }

    /** Counts only runs that the caller may see. */
    @SchemaMapping(typeName = "MirrorStatus")
    BoundedCount storedRuns(MirrorStatus status) {
        return visible.visible(PipelineRunFilter.ALL)
                .map(filter -> runs.count(filter, MOST_COUNTED))
                .orElse(new BoundedCount(0, true));
    }

    @SchemaMapping(typeName = "MirrorStatus")
    @Nullable
    Instant oldestRunAt(MirrorStatus status) {
        return visible.visible(PipelineRunFilter.ALL)
                .map(filter -> runs.before(filter, null, 1).getContent())
                .filter(oldest -> !oldest.isEmpty())
                .map(oldest -> oldest.get(0).createdAt())
                .orElse(null);
    }

    @SchemaMapping(typeName = "MirrorGap")
    @Nullable
    String namespace(Gap gap) {
        return gap.namespace().isEmpty() ? null : gap.namespace();
    }

    @SchemaMapping(typeName = "PipelineRun")
    CompletableFuture<RunCompleteness> completeness(
            PipelineRunRecord run, DataLoader<UUID, RunCompleteness> completenessOfRun) {
        return completenessOfRun.load(run.uid());
    }

    /** The state of the mirror for a caller who may see the runs of these namespaces. */
    record MirrorStatus(boolean connected, List<MirroredKind> kinds, ReadableNamespaces seen) {}

    /** The state of the mirror of a kind. */
    record MirroredKind(
            String kind,
            @Nullable String namespace,
            boolean connected,
            boolean synced,
            @Nullable Instant lastEventAt,
            double lagSeconds,
            @Nullable String failure) {

        /** Reports are seconds apart; a mirror without a report for this long is not running. */
        private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

        /** Messages of the API server may contain names of objects. */
        MirroredKind withoutActivity() {
            return new MirroredKind(kind, namespace, connected, synced, null, lagSeconds, null);
        }

        static MirroredKind of(MirrorState kind) {
            Duration age = kind.age();
            double silence = age == null ? 0 : age.toMillis() / 1000.0;
            boolean isRunning = age != null && age.compareTo(LONGEST_SILENCE) <= 0;
            return new MirroredKind(
                    kind.kind(),
                    kind.namespace().isEmpty() ? null : kind.namespace(),
                    isRunning && kind.isConnected(),
                    kind.isSynced(),
                    kind.lastEventAt(),
                    isRunning ? kind.lagSeconds() : kind.lagSeconds() + silence,
                    kind.failure());
        }
    }
}
