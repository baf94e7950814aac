package io.tektonretry.mirror;

import io.tektonretry.tekton.TektonKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the cluster is mirrored.
 *
 * @param namespaces the namespaces to mirror; all of them when empty
 * @param batchSize the most objects to write in one transaction
 * @param flushInterval the longest time that a change waits for others before it is written
 * @param drainTimeout the longest time that a shutdown waits for changes to be written
 * @param pods whether the outcome of pods is recorded
 * @param events whether Kubernetes Events about runs are recorded, and about their pods if pods are
 * @param waitingSize how much may wait to be written before the API server is made to wait as well; of pods and Events, before the oldest are dropped
 * @param longestLag how far the history may lag behind before the service says that it is not ready
 * @param contactLostAfter after what time without contact to the API server something may have been missed
 * @param reportInterval how often the state of the mirror is written for all replicas to show
 * @param leaderElection whether one of the replicas is elected to mirror the cluster; otherwise all do
 * @param leaseDuration how long a leader that has died is waited for
 */
@ConfigurationProperties("tektonretry.mirror")
record MirrorProperties(
        @DefaultValue List<String> namespaces,
        @DefaultValue("200") int batchSize,
        @DefaultValue("20ms") Duration flushInterval,
        @DefaultValue("10s") Duration drainTimeout,
        @DefaultValue("true") boolean pods,
        @DefaultValue("true") boolean events,
        @DefaultValue("64MB") DataSize waitingSize,
        @DefaultValue("60s") Duration longestLag,
        @DefaultValue("30s") Duration contactLostAfter,
        @DefaultValue("5s") Duration reportInterval,
        @DefaultValue("false") boolean leaderElection,
        @DefaultValue("15s") Duration leaseDuration) {

    /** What is to be followed. */
    List<Scope> scopes() {
        List<String> followed = namespaces.isEmpty() ? List.of("") : namespaces;
        return Stream.of(TektonKind.values())
                .flatMap(kind -> followed.stream().map(namespace -> new Scope(kind, namespace)))
                .toList();
    }
}
