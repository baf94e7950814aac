package io.tektonretry.graphql.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.web.AnswerMemory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

@ExtendWith(OutputCaptureExtension.class)
class SubscriptionTransportTest {

    private final SentMessages sent = new SentMessages();
    private final SubscriptionTransport transport = new SubscriptionTransport(
            new LiveProperties(
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
                    Duration.ofSeconds(1)),
            new AnswerMemory(1 << 20),
            sent,
            Clock.systemUTC());

    @AfterEach
    void stop() {
        transport.destroy();
    }

    @Test
    void makesNoEventOfAWebSocketBeforeTheLastOneIsSent() {
        sent.opened("socket");
        List<Object> made = new ArrayList<>();
        List<Object> told = new ArrayList<>();
        Flux<Integer> events = Flux.range(1, 5).doOnNext(made::add);
        transport.oneByOne(events, "socket", "7").subscribe(told::add);
        assertThat(told).containsExactly(1);
        assertThat(made).hasSizeLessThan(4);

        sent.sent("socket", "{\"type\":\"next\",\"payload\":{\"id\":\"7\"},\"id\":\"8\"}");
        sent.sent("other", "{\"id\":\"7\"}");
        sent.sent("socket", "{\"type\":\"pong\"}");
        assertThat(told).containsExactly(1);

        sent.sent("socket", "{\"id\":\"7\",\"payload\":{\"data\":[1, 2]},\"type\":\"next\"}");
        assertThat(told).containsExactly(1, 2);

        sent.closed("socket");
        assertThat(told).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void makesNoNoiseWhenASubscriberIsGoneBeforeItIsToldTheEnd(CapturedOutput output) {
        Operators.onErrorDropped(new IOException("Broken pipe"), SubscriptionTransport.DROPPED);
        assertThat(output.getAll()).doesNotContain("ERROR").doesNotContain("onErrorDropped");
    }

    @Test
    void leavesToOthersWhatTheyDoWithSuchErrors(CapturedOutput output) {
        Operators.onErrorDropped(new IOException("of somebody else"), Context.empty());
        assertThat(output.getAll()).contains("of somebody else");
    }
}
