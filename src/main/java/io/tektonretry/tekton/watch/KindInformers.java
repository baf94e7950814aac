package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.TektonKind;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts informers for Tekton kinds. */
@Component
public class KindInformers {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final ClusterProperties properties;
    private final List<KindInformer> informers = new CopyOnWriteArrayList<>();
    private final Workers workers;
    private final Worker watchdog;
    private final Clock clock;

    KindInformers(KubernetesClient client, ClusterProperties properties, Workers workers, Clock clock) {
        this.clock = clock;
        this.client = client;
        this.properties = properties;
        this.workers = workers;
        this.watchdog = workers.worker("informer-watchdog");
        watchdog.start(Work.every(BETWEEN_LOOKS, this::closeIfStale));
    }

    /**
     * Lists and watches the objects of one namespace, or of all; returns immediately. The listener is called on one
     * thread.
     *
     * @param namespace null for all
     * @param before where an earlier watch of the same scope ended: only differences are reported. Called again while
     * it fails
     */
    public KindInformer follow(
            TektonKind kind, @Nullable String namespace, Supplier<ResumePoint> before, KindListener listener) {
        KindInformer informer = new KindInformer(
                kind,
                namespace,
                new KindRequests(client, kind, namespace, properties.patience()),
                properties,
                clock,
                before,
                listener,
                workers.worker("informer-" + kind.kind()));
        informers.removeIf(other -> !other.isAlive());
        informer.start();
        informers.add(informer);
        return informer;
    }

    private void closeIfStale() {
        informers.forEach(KindInformer::closeIfStale);
    }

    @PreDestroy
    void stopWatchdog() {
        watchdog.interrupt();
    }
}
