package io.tektonretry.mirror;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the cluster is mirrored.
 *
 * @param namespaces the namespaces to mirror; all of them when empty
 * @param batchSize the most objects to write in one transaction
 * @param flushInterval the longest time that a change waits for others before it is written
 * @param drainTimeout the longest time that a shutdown waits for changes to be written
 * @param pods whether the outcome of pods is recorded
 * @param events whether Kubernetes Events about runs are recorded, and about their pods if pods are
 */
@ConfigurationProperties("tektonretry.mirror")
record MirrorProperties(
        @DefaultValue List<String> namespaces,
        @DefaultValue("200") int batchSize,
        @DefaultValue("20ms") Duration flushInterval,
        @DefaultValue("10s") Duration drainTimeout,
        @DefaultValue("true") boolean pods,
        @DefaultValue("true") boolean events) {}
