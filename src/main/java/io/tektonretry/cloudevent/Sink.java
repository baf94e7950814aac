package io.tektonretry.cloudevent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Posts CloudEvents to a URL in the binary mode of HTTP. It follows no redirects, and reads only the status of a
 * response.
 */
final class Sink {

    /** How the sink responded. */
    enum Answer {
        TAKEN,
        /** The sink rejects the event. */
        REFUSED,
        /** The sink is unreachable or overloaded. */
        AWAY
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI url;
    private final CloudEventProperties properties;
    private final HttpClient client;

    Sink(URI url, CloudEventProperties properties) {
        this.url = url;
        this.properties = properties;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    Answer post(PendingEvent event) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(properties.timeout());
        HttpMessageFactory.createWriter(
                        request::setHeader, body -> request.POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                .writeBinary(cloudEvent(event));
        try {
            return answer(client.send(request.build(), head -> new Unread()).statusCode());
        } catch (IOException e) {
            return Answer.AWAY;
        }
    }

    private static Answer answer(int status) {
        return switch (status / 100) {
            case 2 -> Answer.TAKEN;
            case 5 -> Answer.AWAY;
            default -> status == 408 || status == 429 ? Answer.AWAY : Answer.REFUSED;
        };
    }

    private CloudEvent cloudEvent(PendingEvent event) {
        return CloudEventBuilder.v1()
                .withId(event.id().toString())
                .withSource(properties.source())
                .withType(event.type())
                .withSubject(event.subject())
                .withTime(event.at().atOffset(ZoneOffset.UTC))
                .withExtension("chainid", event.chain().toString())
                .withExtension("retryof", event.retryOf().toString())
                .withData("application/json", event.data().getBytes(UTF_8))
                .build();
    }

    /** Does not wait for the body, which may never end: the connection of a response with a body is closed. */
    private static final class Unread implements BodySubscriber<Boolean> {

        @Override
        public CompletionStage<Boolean> getBody() {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
