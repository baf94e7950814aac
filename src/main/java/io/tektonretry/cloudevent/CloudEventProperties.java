package io.tektonretry.cloudevent;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the outcomes of retries are sent as CloudEvents.
 *
 * @param sink URL to post CloudEvents to; defaults to {@code K_SINK}, which Knative sets; without either, none are sent
 * @param source the {@code source} attribute of the events, which identifies this service
 * @param interval how often to look for events to send
 * @param timeout how long to wait for a response of the sink
 * @param longestPause longest pause between deliveries while the sink is unavailable
 * @param maxAttempts how often to post an event that the sink rejects
 * @param maxAge how long events wait for an unavailable sink before they are dropped
 * @param maxPending maximum number of waiting events; the oldest are dropped
 */
@ConfigurationProperties("tektonretry.cloud-events")
record CloudEventProperties(
        @Nullable String sink,
        @DefaultValue("/tekton-retry") URI source,
        @DefaultValue("1s") Duration interval,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("1m") Duration longestPause,
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("24h") Duration maxAge,
        @DefaultValue("10000") int maxPending) {

    private static final int MOST_PORT = 65_535;

    private static final Duration LONGEST = Duration.ofDays(3_650);

    CloudEventProperties {
        if (Stream.of(interval, timeout, longestPause, maxAge).anyMatch(time -> time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException(
                    "interval is %s, timeout is %s, longest-pause is %s and max-age is %s, but each must be positive"
                            .formatted(interval, timeout, longestPause, maxAge));
        }
        if (Stream.of(interval, timeout, longestPause, maxAge).anyMatch(time -> time.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "interval is %s, timeout is %s, longest-pause is %s and max-age is %s, but none may be longer than %s"
                            .formatted(interval, timeout, longestPause, maxAge, LONGEST));
        }
        if (maxAttempts < 1 || maxPending < 1) {
            throw new IllegalArgumentException("max-attempts is %d and max-pending is %d, but each must be at least 1"
                    .formatted(maxAttempts, maxPending));
        }
    }

    /** Parses a URL that events can be posted to. */
    static URI url(String text) {
        URI url = URI.create(text.strip());
        String scheme = url.getScheme();
        if (scheme == null
                || !Set.of("http", "https").contains(scheme)
                || url.getHost() == null
                || url.getUserInfo() != null
                || url.getFragment() != null
                || url.getPort() > MOST_PORT) {
            throw new IllegalArgumentException(
                    "The sink of CloudEvents must be a URL such as https://events.example.com/path, without "
                            + "a user and a fragment");
        }
        return url;
    }
}
