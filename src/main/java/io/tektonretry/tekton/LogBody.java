package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Streams the body of a response to its only subscriber, at the subscriber's pace. */
final class LogBody implements AsyncBody.Consumer<List<ByteBuffer>>, Flow.Publisher<List<ByteBuffer>> {

    private volatile @Nullable AsyncBody body;
    private volatile Flow.@Nullable Subscriber<? super List<ByteBuffer>> subscriber;

    /** Streams the body of this response. */
    LogBody of(AsyncBody answer) {
        body = answer;
        return this;
    }

    @Override
    public void consume(List<ByteBuffer> pieces, AsyncBody answer) {
        Flow.Subscriber<? super List<ByteBuffer>> taker = subscriber;
        if (taker != null) {
            taker.onNext(pieces);
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> taker) {
        AsyncBody answer = body;
        if (answer == null) {
            throw new IllegalStateException("There is no answer yet");
        }
        subscriber = taker;
        taker.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                answer.consume();
            }

            @Override
            public void cancel() {
                answer.cancel();
            }
        });
        CompletableFuture<Void> unused = answer.done().whenComplete((done, failure) -> {
            if (failure == null) {
                taker.onComplete();
            } else {
                taker.onError(failure);
            }
        });
    }
}
