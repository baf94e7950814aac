package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts to follow the objects of a kind. */
@Component
public class KindInformers {

    private final KubernetesClient client;
    private final ClusterProperties properties;
    private final List<KindInformer> informers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "informer-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    KindInformers(KubernetesClient client, ClusterProperties properties) {
        this.client = client;
        this.properties = properties;
        var unused = watchdog.scheduleWithFixedDelay(this::endInVain, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Follows the objects of one namespace, or of all; returns at once. The listener is told on one thread.
     *
     * @param namespace null for all
     * @param before where an earlier watch of the same scope has come to: only what differs from it is told. Asked for again
     *     while it fails
     */
    public KindInformer follow(
            TektonKind kind, @Nullable String namespace, Supplier<FollowedBefore> before, KindListener listener) {
        KindInformer informer = new KindInformer(
                kind,
                namespace,
                new KindRequests(client, kind, namespace, properties.patience()),
                properties,
                Clock.systemUTC(),
                before,
                listener);
        informers.removeIf(other -> !other.isAlive());
        informer.start();
        informers.add(informer);
        return informer;
    }

    private void endInVain() {
        informers.forEach(KindInformer::endInVain);
    }

    @PreDestroy
    void stopWatchdog() {
        watchdog.shutdownNow();
    }
}
