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
 * @param namespaces namespaces to mirror; empty for all
 * @param batchSize maximum number of objects to write in one transaction
 * @param flushInterval how long a change waits for others before it is written
 * @param drainTimeout how long a shutdown waits for changes to be written
 * @param pods whether outcomes of pods are recorded
 * @param events whether Kubernetes Events about runs are recorded, and about their pods if pods are
 * @param waitingSize maximum size of changes that wait to be written; beyond it, reading from the API server pauses,
 * and the oldest pods and Events are dropped
 * @param longestLag maximum lag of the history before the service reports that it is not ready
 * @param contactLostAfter after which time without contact to the API server changes may have been missed
 * @param reportInterval how often the state of the mirror is written to the database for all replicas
 * @param leaderElection whether one elected replica mirrors the cluster; otherwise all do
 * @param leaseDuration how long to wait for a leader that has died
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

    /** The scopes to follow. */
    List<Scope> scopes() {
        List<String> followed = namespaces.isEmpty() ? List.of("") : namespaces;
        return Stream.of(TektonKind.values())
                .flatMap(kind -> followed.stream().map(namespace -> new Scope(kind, namespace)))
                .toList();
    }
}
