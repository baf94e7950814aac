package io.tektonretry.log.failure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body and keeps its last bytes; cancels a body that is too long. */
final class BodySuffix implements Flow.Subscriber<List<ByteBuffer>> {

    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private final byte[] kept;
    private final long most;
    private volatile Flow.@Nullable Subscription source;
    private int size;
    private long taken;

    /**
     * Creates an empty suffix.
     *
     * @param length maximum number of bytes to keep
     * @param most maximum number of bytes to read
     */
    BodySuffix(int length, long most) {
        this.kept = new byte[length];
        this.most = most;
    }

    /** The last bytes of the body; fails if the body does. */
    CompletableFuture<byte[]> bytes() {
        return bytes;
    }

    void cancel() {
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
        pieces.forEach(this::keep);
        Flow.Subscription subscription = source;
        if (taken > most) {
            complete();
            cancel();
        } else if (subscription != null) {
            subscription.request(1);
        }
    }

    private void keep(ByteBuffer piece) {
        taken += piece.remaining();
        if (piece.remaining() > kept.length) {
            piece.position(piece.limit() - kept.length);
        }
        int excess = Math.max(0, size + piece.remaining() - kept.length);
        System.arraycopy(kept, excess, kept, 0, size - excess);
        size -= excess;
        int length = piece.remaining();
        piece.get(kept, size, length);
        size += length;
    }

    @Override
    public void onError(Throwable error) {
        bytes.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        complete();
    }

    private void complete() {
        bytes.complete(Arrays.copyOf(kept, size));
    }
}
