package io.tektonretry.log;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where logs are read from, and how much of them callers may read.
 *
 * @param links systems that show logs; at most ten
 * @param pods whether logs are read from pods; needs the right to get {@code pods/log}
 * @param externalUrl base URL of logs of deleted pods, in the form of the Tekton Dashboard; no token is sent
 * @param results Tekton Results, asked after that
 * @param kubeArchive KubeArchive, asked last
 * @param maxStreams maximum number of logs sent at the same time
 * @param maxStreamsPerCaller maximum number of logs sent to one caller at the same time
 * @param maxBytes maximum size of a log that is sent
 * @param maxDuration how long a log is sent or followed at most
 * @param idleTimeout how long a log may stay without new data or without being read
 * @param patience how long to wait for the first byte of each source
 */
@ConfigurationProperties("tektonretry.logs")
record LogProperties(
        @DefaultValue List<Link> links,
        @DefaultValue("true") boolean pods,
        @Nullable URI externalUrl,
        @DefaultValue LogArchive results,
        @DefaultValue LogArchive kubeArchive,
        @DefaultValue("100") int maxStreams,
        @DefaultValue("10") int maxStreamsPerCaller,
        @DefaultValue("64MB") DataSize maxBytes,
        @DefaultValue("1h") Duration maxDuration,
        @DefaultValue("5m") Duration idleTimeout,
        @DefaultValue("10s") Duration patience) {

    private static final int MOST_LINKS = 10;

    /**
     * A system that shows logs.
     *
     * @param name display name
     * @param template URL of an attempt's log, such as {@code https://logs.example.com/{namespace}/{pod}}
     */
    record Link(String name, String template) {

        Link {
            if (name.isBlank()) {
                throw new IllegalArgumentException("A link to logs needs a name");
            }
        }
    }

    LogProperties {
        if (links.size() > MOST_LINKS) {
            throw new IllegalArgumentException(
                    "There are %d links to logs, but at most %d are allowed".formatted(links.size(), MOST_LINKS));
        }
        links = List.copyOf(links);
        externalUrl = LogArchive.base(externalUrl);
        if (maxStreams < 1 || maxStreamsPerCaller < 1 || maxBytes.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "max-streams, max-streams-per-caller and max-bytes of logs must be positive");
        }
        if (Stream.of(maxDuration, idleTimeout, patience).anyMatch(time -> time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException(
                    "max-duration of logs is %s, idle-timeout is %s and patience is %s, but each must be positive"
                            .formatted(maxDuration, idleTimeout, patience));
        }
    }
}
