package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

@ExtendWith(OutputCaptureExtension.class)
class SubscriptionTransportTest {

    @Test
    void makesNoNoiseWhenASubscriberIsGoneBeforeItIsToldTheEnd(CapturedOutput output) {
        SubscriptionTransport transport = new SubscriptionTransport(new LiveProperties(
                Duration.ofSeconds(1), 1, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        Operators.onErrorDropped(new IOException("Broken pipe"), Context.empty());
        transport.destroy();
        assertThat(output.getAll()).doesNotContain("ERROR").doesNotContain("onErrorDropped");
    }
}
