package io.tektonretry.mirror;

import io.tektonretry.history.PodOutcomes;
import io.tektonretry.tekton.EvidenceInformer;
import io.tektonretry.tekton.EvidenceInformers;
import io.tektonretry.tekton.EvidenceKind;
import io.tektonretry.tekton.SeenBefore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Follows pods and Events beside the runs: nothing that goes wrong here holds a run up. */
@Component
final class Evidence implements SmartLifecycle {

    private final EvidenceInformers cluster;
    private final PodOutcomes pods;
    private final NewEvidence fresh;
    private final EvidenceWriter writer;
    private final EvidenceMetrics metrics;
    private final MirrorProperties properties;
    private final List<EvidenceInformer> informers = new ArrayList<>();
    private volatile boolean stopping;
    private @Nullable Thread thread;

    Evidence(
            EvidenceInformers cluster,
            PodOutcomes pods,
            NewEvidence fresh,
            EvidenceWriter writer,
            EvidenceMetrics metrics,
            MirrorProperties properties) {
        this.cluster = cluster;
        this.pods = pods;
        this.fresh = fresh;
        this.writer = writer;
        this.metrics = metrics;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopping = false;
        kinds().forEach(kind -> namespaces().forEach(namespace -> informers.add(follow(kind, namespace))));
        metrics.follow(informers);
        thread = new Thread(this::write, "evidence-writer");
        thread.start();
    }

    @Override
    public void stop() {
        informers.forEach(EvidenceInformer::close);
        informers.clear();
        stopping = true;
        Thread writing = thread;
        if (writing != null) {
            try {
                writing.join(properties.drainTimeout().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            writing.interrupt();
        }
        thread = null;
    }

    /** Where replicas elect a leader, {@link Leadership} starts it. */
    @Override
    public boolean isAutoStartup() {
        return !properties.leaderElection();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** An Event about a pod is found through the pod, so that it is of no use without the pods. */
    private Stream<EvidenceKind> kinds() {
        return Arrays.stream(EvidenceKind.values())
                .filter(kind -> kind.isEvent() ? properties.events() : properties.pods())
                .filter(kind -> kind != EvidenceKind.POD_EVENT || properties.pods());
    }

    /** Empty stands for all namespaces. */
    private List<String> namespaces() {
        return properties.namespaces().isEmpty() ? List.of("") : properties.namespaces();
    }

    private EvidenceInformer follow(EvidenceKind kind, String namespace) {
        Stream<SeenBefore> seenBefore = kind.isEvent()
                ? Stream.of()
                : pods.living(namespace).stream()
                        .map(pod -> new SeenBefore(pod.uid(), pod.namespace(), pod.name(), pod.resourceVersion()));
        return cluster.follow(kind, namespace.isEmpty() ? null : namespace, seenBefore, fresh);
    }

    private void write() {
        try {
            while (!stopping || fresh.size() > 0) {
                writer.writeNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
