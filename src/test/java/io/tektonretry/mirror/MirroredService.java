package io.tektonretry.mirror;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.ClusterIdentity;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.finalizer.Finalizers;
import io.tektonretry.tekton.finalizer.HeldObjects;
import io.tektonretry.tekton.watch.EvidenceInformers;
import io.tektonretry.tekton.watch.KindInformers;
import io.tektonretry.worker.Workers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.unit.DataSize;

/** The part of the service that mirrors a cluster, from a start to a stop. */
record MirroredService(AnnotationConfigApplicationContext context) implements AutoCloseable {

    /** The token that it shows. */
    static final String ACCOUNT = "system:serviceaccount:tools:retry-tekton-retry";

    private static final FinalizerProperties HOLDING_NOTHING = finalizer(FinalizerProperties.Mode.NONE);

    /** Starts on top of a context that has the history. */
    static MirroredService start(ApplicationContext history, ApiServerDouble cluster, String... namespaces) {
        return start(
                history, () -> client(cluster.url()), false, true, Duration.ofSeconds(5), HOLDING_NOTHING, namespaces);
    }

    /** One replica of several, which elect one to mirror the cluster. */
    static MirroredService startReplica(ApplicationContext history, String cluster) {
        return start(history, () -> client(cluster), true, true, Duration.ofSeconds(5), HOLDING_NOTHING);
    }

    /**
     * Starts on top of a context that has the history, without pods and Events.
     *
     * @param drainTimeout hardly any makes {@link #close} a crash
     */
    static MirroredService start(ApplicationContext history, String cluster, Duration drainTimeout) {
        return start(history, () -> client(cluster), false, false, drainTimeout, HOLDING_NOTHING);
    }

    /** Starts on top of a context that has the history, with objects that wait for it at most ten minutes. */
    static MirroredService start(ApplicationContext history, ApiServerDouble cluster, FinalizerProperties.Mode mode) {
        return start(history, () -> client(cluster.url()), false, false, Duration.ofSeconds(5), finalizer(mode));
    }

    /** Starts on top of a context that has the history, with objects that wait for it at most so long. */
    static MirroredService start(ApplicationContext history, ApiServerDouble cluster, FinalizerProperties finalizer) {
        return start(history, () -> client(cluster.url()), false, false, Duration.ofSeconds(5), finalizer);
    }

    private static FinalizerProperties finalizer(FinalizerProperties.Mode mode) {
        return new FinalizerProperties(mode, Duration.ofMinutes(10), Duration.ofMillis(200));
    }

    /** Starts on top of a context that has the history, without pods and Events. */
    static MirroredService start(ApplicationContext history, Config cluster) {
        return start(
                history,
                () -> ClusterClient.of(cluster, ObservationRegistry.NOOP),
                false,
                false,
                Duration.ofSeconds(5),
                HOLDING_NOTHING);
    }

    private static MirroredService start(
            ApplicationContext history,
            Supplier<KubernetesClient> cluster,
            boolean leaderElection,
            boolean evidence,
            Duration drainTimeout,
            FinalizerProperties finalizer,
            String... namespaces) {
        return start(
                history,
                cluster,
                new MirrorProperties(
                        List.of(namespaces),
                        50,
                        Duration.ofMillis(5),
                        drainTimeout,
                        evidence,
                        evidence,
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        leaderElection,
                        Duration.ofSeconds(4)),
                finalizer);
    }

    /** Starts with properties as they may be in earnest. */
    static MirroredService start(ApplicationContext history, String cluster, MirrorProperties properties) {
        return start(history, () -> client(cluster), properties, HOLDING_NOTHING);
    }

    private static MirroredService start(
            ApplicationContext history,
            Supplier<KubernetesClient> cluster,
            MirrorProperties properties,
            FinalizerProperties finalizer) {
        var context = new AnnotationConfigApplicationContext();
        context.setParent(history);
        context.registerBean(KubernetesClient.class, cluster);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MirrorProperties.class, () -> properties);
        context.registerBean(FinalizerProperties.class, () -> finalizer);
        context.registerBean(
                ClusterProperties.class,
                () -> new ClusterProperties(
                        Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(4), Duration.ofSeconds(1)));
        context.register(
                Workers.class,
                ClusterIdentity.class,
                KindInformers.class,
                EvidenceInformers.class,
                LeaderLock.class,
                Leadership.class,
                Evidence.class,
                Finalizers.class,
                HeldObjects.class,
                FinalizerWorker.class,
                OverdueReleases.class,
                EvidenceMetrics.class,
                EvidenceWriter.class,
                MirrorConfiguration.class,
                MirrorMetrics.class,
                LeaderReports.class,
                MirrorReports.class,
                UnobservedCount.class,
                MirrorWriter.class,
                ScopeListeners.class,
                Mirror.class,
                MirrorHealthIndicator.class);
        context.refresh();
        return new MirroredService(context);
    }

    private static KubernetesClient client(String url) {
        return ClusterClient.of(
                new ConfigBuilder()
                        .withMasterUrl(url)
                        .withWatchReconnectInterval(20)
                        .withRequestRetryBackoffLimit(0)
                        .withNamespace("tools")
                        .withOauthToken(ACCOUNT)
                        .build(),
                ObservationRegistry.NOOP);
    }

    boolean isLeading() {
        return context.getBean(MeterRegistry.class).get("mirror.leader").gauge().value() == 1;
    }

    boolean isCaughtUp() {
        return context.getBean(Mirror.class).isCaughtUp();
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
        return total("mirror.events", "outcome", outcome);
    }

    /** How often a finalizer was {@code held}, {@code released}, {@code overdue} or {@code failed}. */
    double finalizers(String outcome) {
        return total("mirror.finalizer", "outcome", outcome);
    }

    double gauge(String name, String kind) {
        return context.getBean(MeterRegistry.class)
                .get(name)
                .tag("kind", kind)
                .gauge()
                .value();
    }

    double total(String counter, String... tags) {
        return context.getBean(MeterRegistry.class).find(counter).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
