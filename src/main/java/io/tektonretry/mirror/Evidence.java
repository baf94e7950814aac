package io.tektonretry.mirror;

import io.tektonretry.history.PodOutcomes;
import io.tektonretry.tekton.Backoff;
import io.tektonretry.tekton.EvidenceInformer;
import io.tektonretry.tekton.EvidenceInformers;
import io.tektonretry.tekton.EvidenceKind;
import io.tektonretry.tekton.SeenBefore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Follows pods and Events beside the runs: nothing that goes wrong here holds a run up. */
@Component
final class Evidence implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final EvidenceInformers cluster;
    private final PodOutcomes pods;
    private final NewEvidence fresh;
    private final EvidenceWriter writer;
    private final EvidenceMetrics metrics;
    private final MirrorProperties properties;
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
        thread = new Thread(this::run, "evidence");
        thread.start();
    }

    /** No evidence may come after the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            try {
                running.join(properties.drainTimeout().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.interrupt();
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

    private void run() {
        List<EvidenceInformer> informers = new ArrayList<>();
        try {
            for (Map.Entry<String, List<SeenBefore>> pods : livingPods().entrySet()) {
                kinds().forEach(kind -> informers.add(follow(kind, pods.getKey(), pods.getValue())));
            }
            metrics.follow(informers);
            while (!stopping) {
                writer.writeNext();
            }
            informers.forEach(EvidenceInformer::close);
            while (fresh.size() > 0) {
                writer.writeNext();
            }
        } catch (InterruptedException e) {
            informers.forEach(EvidenceInformer::close);
        }
    }

    /** By namespace; none when the service is stopped before the database answers. */
    private Map<String, List<SeenBefore>> livingPods() throws InterruptedException {
        Backoff backoff = new Backoff(LONGEST_PAUSE);
        while (!stopping) {
            try {
                Map<String, List<SeenBefore>> living = new HashMap<>();
                namespaces().forEach(namespace -> living.put(namespace, livingPods(namespace)));
                return living;
            } catch (DataAccessException | TransactionException e) {
                if (!backoff.isActive()) {
                    LOG.atWarn().addKeyValue("cause", e.getMessage()).log("Evidence cannot be read, trying again");
                }
                backoff.await();
            }
        }
        return Map.of();
    }

    private List<SeenBefore> livingPods(String namespace) {
        return pods.living(namespace).stream()
                .map(pod -> new SeenBefore(pod.uid(), pod.namespace(), pod.name(), pod.resourceVersion()))
                .toList();
    }

    private EvidenceInformer follow(EvidenceKind kind, String namespace, List<SeenBefore> livingPods) {
        return cluster.follow(
                kind,
                namespace.isEmpty() ? null : namespace,
                kind.isEvent() ? Stream.of() : livingPods.stream(),
                fresh);
    }
}
