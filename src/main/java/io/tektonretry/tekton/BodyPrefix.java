package io.tektonretry.tekton;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body up to a number of bytes, and cancels the rest. */
public final class BodyPrefix implements Flow.Subscriber<List<ByteBuffer>> {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final int most;
    private volatile Flow.@Nullable Subscription source;

    public BodyPrefix(int most) {
        this.most = most;
    }

    /** The bytes read; completes at the end or at the limit, and fails if the body does. */
    public CompletableFuture<byte[]> bytes() {
        return bytes;
    }

    /** Cancels the body. */
    public void cancel() {
        Flow.Subscription subscription = source;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        for (ByteBuffer piece : pieces) {
            byte[] some = new byte[Math.min(piece.remaining(), most - taken.size())];
            piece.get(some);
            taken.writeBytes(some);
        }
        Flow.Subscription subscription = source;
        if (taken.size() >= most) {
            bytes.complete(taken.toByteArray());
            cancel();
        } else if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        bytes.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        bytes.complete(taken.toByteArray());
    }
}
