package io.tektonretry.graphql.live;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.graphql.error.SubscriptionEndedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SubscriptionSlotsTest {

    @Test
    void leavesSomeToOthersThanOneCaller() {
        SubscriptionSlots slots = new SubscriptionSlots(new LiveProperties(
                Duration.ZERO,
                Duration.ZERO,
                1,
                DataSize.ofKilobytes(1),
                Duration.ZERO,
                10,
                10,
                2,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO));
        slots.take("1", "alice");
        slots.take("2", "alice");
        assertThatThrownBy(() -> slots.take("3", "alice")).isInstanceOf(SubscriptionEndedException.class);
        slots.take("4", "bob");
        slots.release("1", "alice");
        assertThatCode(() -> slots.take("5", "alice")).doesNotThrowAnyException();
    }
}
