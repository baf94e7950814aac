package io.tektonretry.demo;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.demo.Sketch.Again;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.tekton.TektonKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has the service remember thirty days before it starts to mirror the cluster, as if it had followed the cluster all the time. Only
 * the runs of the last hours are still in the cluster.
 */
public final class HistorySeed implements SmartLifecycle {

    private static final Duration KEPT_IN_CLUSTER = Duration.ofHours(6);

    /** Below the phases of the web server and of the mirror. */
    private static final int PHASE = 0;

    private final SimulatedCluster cluster;
    private final HistoryRecords records;
    private final PastRequests requests;
    private final MirrorStates states;
    private final ClusterEpochs epochs;
    private final long seed;
    private volatile boolean done;

    /** A lineage, as far as it is written. */
    private record Lineage(Sketch sketch, WrittenRun root, WrittenRun last) {}

    HistorySeed(
            SimulatedCluster cluster,
            HistoryRecords records,
            PastRequests requests,
            MirrorStates states,
            ClusterEpochs epochs,
            long seed) {
        this.cluster = cluster;
        this.records = records;
        this.requests = requests;
        this.states = states;
        this.epochs = epochs;
        this.seed = seed;
    }

    @Override
    public void start() {
        Instant now = Instant.now();
        DemoCatalog.ALL.stream()
                .filter(pipeline -> !pipeline.isInline())
                .forEach(pipeline -> cluster.api().create(pipeline.object()));
        remember(DemoHistory.until(now, seed), now);
        for (TektonKind kind : TektonKind.values()) {
            states.reached(kind.kind(), "", epochs.current(), cluster.api().revision(), now, List.of());
        }
        done = true;
    }

    /** Records what has ended by now. */
    void remember(List<Sketch> sketches, Instant now) {
        RunWriter writer = new RunWriter(cluster.api().revision());
        List<Lineage> lineages = new ArrayList<>();
        for (Sketch sketch : sketches) {
            WrittenRun root = writer.root(sketch);
            if (root.end().isBefore(now)) {
                lineages.add(new Lineage(sketch, root, root));
            }
        }
        record(lineages, now);
        for (int number = 1; !lineages.isEmpty(); number++) {
            lineages = retries(writer, lineages, number, now);
            record(lineages, now);
        }
    }

    private List<Lineage> retries(RunWriter writer, List<Lineage> lineages, int number, Instant now) {
        List<Lineage> retried = new ArrayList<>();
        for (Lineage lineage : lineages) {
            if (lineage.sketch().retries().size() < number) {
                continue;
            }
            Again again = lineage.sketch().retries().get(number - 1);
            PastRequests.Created created =
                    requests.created(lineage.sketch(), lineage.root(), lineage.last(), again, number, now);
            if (created != null) {
                WrittenRun retry = writer.retry(lineage.sketch(), lineage.last(), created.run(), again);
                retried.add(new Lineage(lineage.sketch(), lineage.root(), retry));
            }
        }
        return retried;
    }

    private void record(List<Lineage> lineages, Instant now) {
        Instant oldestKept = now.minus(KEPT_IN_CLUSTER);
        List<WrittenRun> kept = new ArrayList<>();
        List<WrittenRun> pruned = new ArrayList<>();
        for (Lineage lineage : lineages) {
            (lineage.last().end().isAfter(oldestKept) ? kept : pruned).add(lineage.last());
        }
        for (WrittenRun run : kept) {
            List<ObjectNode> objects = new ArrayList<>(run.children());
            objects.addAll(run.pods());
            objects.add(run.run());
            cluster.api().load(objects);
        }
        records.add(kept, pruned);
    }

    @Override
    public void stop() {
        done = false;
    }

    @Override
    public boolean isRunning() {
        return done;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
