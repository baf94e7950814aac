package io.tektonretry.export;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Exports of lineages.
 *
 * @param cluster name of the cluster in the namespaces of OpenLineage jobs
 * @param maxExports maximum number of exports that a replica sends at the same time
 * @param maxExportsPerCaller maximum number of exports that it sends to one caller at the same time
 * @param longestSpan longest span of time of one export
 * @param chunkSize number of runs that one statement reads
 * @param maxDuration how long an export may take
 * @param idleTimeout how long a client may read nothing
 */
@ConfigurationProperties("tektonretry.export")
record ExportProperties(
        @DefaultValue("default") String cluster,
        @DefaultValue("4") int maxExports,
        @DefaultValue("2") int maxExportsPerCaller,
        @DefaultValue("366d") Duration longestSpan,
        @DefaultValue("500") int chunkSize,
        @DefaultValue("1h") Duration maxDuration,
        @DefaultValue("1m") Duration idleTimeout) {

    private static final int LARGEST_CHUNK = 10_000;
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9._-]+");

    ExportProperties {
        if (maxExports < 1 || maxExportsPerCaller < 1 || chunkSize < 1 || chunkSize > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "max-exports and max-exports-per-caller of tektonretry.export must be positive, and chunk-size from 1 to %d"
                            .formatted(LARGEST_CHUNK));
        }
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new IllegalArgumentException(
                    "tektonretry.export.cluster is %s, but only letters, digits, dots, underscores and dashes are allowed"
                            .formatted(cluster));
        }
        if (Stream.of(longestSpan, maxDuration, idleTimeout).anyMatch(time -> time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException(
                    "longest-span, max-duration and idle-timeout of tektonretry.export must be positive");
        }
    }
}
