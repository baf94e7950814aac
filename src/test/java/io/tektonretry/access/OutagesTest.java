package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private Instant now = Instant.parse("2026-11-24T08:00:00Z");
    private final Outages outages = new Outages(() -> now);

    @Test
    void beginOnceHoweverManyFailuresTheyHave() {
        assertThat(LongStream.range(0, 100).filter(second -> failsAfter(1))).hasSize(1);
        assertThat(failsAfter(59)).isFalse();
        assertThat(failsAfter(61)).isTrue();
        assertThat(IntStream.range(0, 10).filter(i -> failsAfter(0))).isEmpty();
    }

    private boolean failsAfter(long seconds) {
        now = now.plusSeconds(seconds);
        return outages.begin();
    }
}
