package io.tektonretry.mirror;

import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.tekton.watch.EvidenceInformer;
import io.tektonretry.tekton.watch.EvidenceInformers;
import io.tektonretry.tekton.watch.EvidenceKind;
import io.tektonretry.tekton.watch.KnownPod;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Records pods and Events, independently of the runs: its failures do not delay the recording of runs. */
@Component
final class Evidence implements SmartLifecycle {

    private final EvidenceInformers cluster;
    private final PodOutcomes pods;
    private final NewEvidence fresh;
    private final EvidenceWriter writer;
    private final EvidenceMetrics metrics;
    private final MirrorProperties properties;
    private final Worker worker;

    Evidence(
            EvidenceInformers cluster,
            PodOutcomes pods,
            NewEvidence fresh,
            EvidenceWriter writer,
            EvidenceMetrics metrics,
            MirrorProperties properties,
            Workers workers) {
        this.cluster = cluster;
        this.pods = pods;
        this.fresh = fresh;
        this.writer = writer;
        this.metrics = metrics;
        this.properties = properties;
        this.worker = workers.worker("evidence", DatabaseFault::isCauseOf);
    }

    @Override
    public void start() {
        worker.start(new Following());
    }

    /** Closes the informers before the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        worker.stop(properties.drainTimeout());
    }

    /** With leader election, {@link Leadership} starts it. */
    @Override
    public boolean isAutoStartup() {
        return !properties.leaderElection();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** Events about pods are found through the pods, so they are only recorded with them. */
    private Stream<EvidenceKind> kinds() {
        return Arrays.stream(EvidenceKind.values())
                .filter(kind -> kind.isEvent() ? properties.events() : properties.pods())
                .filter(kind -> kind != EvidenceKind.POD_EVENT || properties.pods());
    }

    /** The empty string stands for all namespaces. */
    private List<String> namespaces() {
        return properties.namespaces().isEmpty() ? List.of("") : properties.namespaces();
    }

    /** The work from one start to the next stop. */
    private final class Following implements Work {

        private final List<EvidenceInformer> informers = new ArrayList<>();

        @Override
        public void begin() {
            Map<String, List<KnownPod>> living = new HashMap<>();
            namespaces().forEach(namespace -> living.put(namespace, livingPods(namespace)));
            finish();
            living.forEach((namespace, pods) -> kinds().forEach(kind -> informers.add(follow(kind, namespace, pods))));
            metrics.follow(informers);
        }

        @Override
        public void step() throws InterruptedException {
            writer.writeNext();
        }

        @Override
        public void finish() {
            informers.forEach(EvidenceInformer::close);
            informers.clear();
        }

        @Override
        public boolean isUnfinished() {
            return fresh.size() > 0;
        }
    }

    private List<KnownPod> livingPods(String namespace) {
        return pods.living(namespace).stream()
                .map(pod -> new KnownPod(pod.uid(), pod.namespace(), pod.name(), pod.resourceVersion()))
                .toList();
    }

    private EvidenceInformer follow(EvidenceKind kind, String namespace, List<KnownPod> livingPods) {
        return cluster.follow(
                kind,
                namespace.isEmpty() ? null : namespace,
                kind.isEvent() ? Stream.of() : livingPods.stream(),
                fresh);
    }
}
