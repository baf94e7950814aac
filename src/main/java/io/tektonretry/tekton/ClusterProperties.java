package io.tektonretry.tekton;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the cluster is listed and watched.
 *
 * @param patience longest wait for the response to a list, or for a watch to start
 * @param watchTimeout after which time the API server ends a watch, so that the next one may reach another server
 * @param watchSilence after which time without data a watch is closed; API servers send a bookmark every minute
 * @param longestPause longest pause between two attempts
 */
@ConfigurationProperties("tektonretry.cluster")
public record ClusterProperties(
        @DefaultValue("60s") Duration patience,
        @DefaultValue("5m") Duration watchTimeout,
        @DefaultValue("150s") Duration watchSilence,
        @DefaultValue("30s") Duration longestPause) {}
