package io.tektonretry.mirror;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.ClusterIdentity;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.Elections;
import io.tektonretry.tekton.EvidenceInformers;
import io.tektonretry.tekton.KindInformers;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.unit.DataSize;

/** The part of the service that mirrors a cluster, from a start to a stop. */
record MirroredService(AnnotationConfigApplicationContext context) implements AutoCloseable {

    /** Starts on top of a context that has the history. */
    static MirroredService start(ApplicationContext history, ApiServerDouble cluster, String... namespaces) {
        return start(history, cluster.url(), false, true, Duration.ofSeconds(5), namespaces);
    }

    /** One replica of several, which elect one to mirror the cluster. */
    static MirroredService startReplica(ApplicationContext history, ApiServerDouble cluster) {
        return start(history, cluster.url(), true, true, Duration.ofSeconds(5));
    }

    /**
     * Starts on top of a context that has the history, without pods and Events.
     *
     * @param drainTimeout hardly any makes {@link #close} a crash
     */
    static MirroredService start(ApplicationContext history, String cluster, Duration drainTimeout) {
        return start(history, cluster, false, false, drainTimeout);
    }

    private static MirroredService start(
            ApplicationContext history,
            String cluster,
            boolean leaderElection,
            boolean evidence,
            Duration drainTimeout,
            String... namespaces) {
        var context = new AnnotationConfigApplicationContext();
        context.setParent(history);
        context.registerBean(KubernetesClient.class, () -> client(cluster));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(
                MirrorProperties.class,
                () -> new MirrorProperties(
                        List.of(namespaces),
                        50,
                        Duration.ofMillis(5),
                        drainTimeout,
                        evidence,
                        evidence,
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        leaderElection,
                        Duration.ofSeconds(2)));
        context.registerBean(
                ClusterProperties.class,
                () -> new ClusterProperties(
                        Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(8), Duration.ofSeconds(1)));
        context.register(
                ClusterIdentity.class,
                KindInformers.class,
                EvidenceInformers.class,
                Elections.class,
                Leadership.class,
                Evidence.class,
                EvidenceMetrics.class,
                EvidenceWriter.class,
                MirrorConfiguration.class,
                MirrorMetrics.class,
                MirrorReports.class,
                MirrorWriter.class,
                ScopeListeners.class,
                Mirror.class,
                MirrorHealthIndicator.class);
        context.refresh();
        return new MirroredService(context);
    }

    private static KubernetesClient client(String url) {
        return ClusterClient.of(new ConfigBuilder()
                .withMasterUrl(url)
                .withWatchReconnectInterval(20)
                .withRequestRetryBackoffLimit(0)
                .withNamespace("tools")
                .build());
    }

    boolean isLeading() {
        return context.getBean(MeterRegistry.class).get("mirror.leader").gauge().value() == 1;
    }

    boolean isReady() {
        return health().getStatus().equals(Status.UP);
    }

    Health health() {
        return context.getBean(MirrorHealthIndicator.class).health();
    }

    int waiting() {
        return context.getBean(DirtyObjects.class).size();
    }

    double count(String outcome) {
        return context.getBean(MeterRegistry.class).find("mirror.events").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    double gauge(String name, String kind) {
        return context.getBean(MeterRegistry.class)
                .get(name)
                .tag("kind", kind)
                .gauge()
                .value();
    }

    double total(String counter) {
        return context.getBean(MeterRegistry.class).find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
