package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

@ExtendWith(OutputCaptureExtension.class)
class SubscriptionTransportTest {

    @Test
    void makesNoNoiseWhenASubscriberIsGoneBeforeItIsToldTheEnd(CapturedOutput output) {
        SubscriptionTransport transport = new SubscriptionTransport(new LiveProperties(
                Duration.ofSeconds(1),
                Duration.ZERO,
                1,
                DataSize.ofKilobytes(1),
                Duration.ofSeconds(1),
                1,
                1,
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
        Operators.onErrorDropped(new IOException("Broken pipe"), SubscriptionTransport.DROPPED);
        transport.destroy();
        assertThat(output.getAll()).doesNotContain("ERROR").doesNotContain("onErrorDropped");
    }

    @Test
    void leavesToOthersWhatTheyDoWithSuchErrors(CapturedOutput output) {
        Operators.onErrorDropped(new IOException("of somebody else"), Context.empty());
        assertThat(output.getAll()).contains("of somebody else");
    }
}
