package io.tektonretry.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes no sink that can't be posted to. */
class CloudEventPropertiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "/events",
                "file:///etc/passwd",
                "ftp://events.example.com",
                "http://",
                "http://user:word@events.example.com",
                "http://events.example.com/#x",
                "http://events example.com",
                "http://events.example.com:80800/"
            })
    void refusesWhatIsNoUrlOfASink(String sink) {
        assertThatThrownBy(() -> CloudEventProperties.url(sink)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTimesInWhichNothingCanHappen() {
        Duration some = Duration.ofSeconds(1);
        for (List<Duration> times : List.of(
                List.of(Duration.ZERO, some, some, some),
                List.of(some, Duration.ZERO, some, some),
                List.of(some, some, Duration.ZERO, some),
                List.of(some, some, some, Duration.ZERO),
                List.of(some, some, some, some.negated()))) {
            assertThatThrownBy(() -> new CloudEventProperties(
                            null, URI.create("/"), times.get(0), times.get(1), times.get(2), 1, times.get(3), 1))
                    .hasMessageContaining("must be positive");
        }
    }

    @Test
    void refusesTimesThatNoCalendarHolds() {
        Duration some = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new CloudEventProperties(
                        null, URI.create("/"), some, some, some, 1, Duration.ofSeconds(Long.MAX_VALUE), 1))
                .hasMessageContaining("none may be longer");
    }

    @Test
    void takesAUrl() {
        assertThat(CloudEventProperties.url(" https://events.example.com:8443/a?b=c ")
                        .getHost())
                .isEqualTo("events.example.com");
    }
}
