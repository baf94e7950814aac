package io.tektonretry.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                "http://events example.com"
            })
    void refusesWhatIsNoUrlOfASink(String sink) {
        assertThatThrownBy(() -> CloudEventProperties.url(sink)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesAUrl() {
        assertThat(CloudEventProperties.url(" https://events.example.com:8443/a?b=c ")
                        .getHost())
                .isEqualTo("events.example.com");
    }
}
