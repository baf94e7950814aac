package io.tektonretry.tekton;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the cluster is listed and watched.
 *
 * @param patience the longest wait for the answer to a list, or for a watch to begin
 * @param watchTimeout after what time the API server ends a watch, so that the next one may reach another server
 * @param watchSilence after what time without a sign of life a watch is given up; API servers send one a minute
 * @param longestPause the longest pause between two attempts
 */
@ConfigurationProperties("tektonretry.cluster")
public record ClusterProperties(
        @DefaultValue("60s") Duration patience,
        @DefaultValue("5m") Duration watchTimeout,
        @DefaultValue("150s") Duration watchSilence,
        @DefaultValue("30s") Duration longestPause) {}
