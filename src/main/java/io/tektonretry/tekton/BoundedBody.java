package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The body of a response, kept up to a number of bytes. */
final class BoundedBody implements AsyncBody.Consumer<List<ByteBuffer>> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long most;
    private volatile boolean over;

    BoundedBody(long most) {
        this.most = most;
    }

    /** Reads the body; a body beyond the limit is cut, and {@link #isOver} is true. */
    CompletableFuture<byte[]> read(AsyncBody body) {
        body.consume();
        return body.done().handle((done, failure) -> {
            if (failure != null && !over) {
                throw new IllegalStateException(failure);
            }
            return bytes.toByteArray();
        });
    }

    /** Whether the body exceeds the limit. */
    boolean isOver() {
        return over;
    }

    @Override
    public void consume(List<ByteBuffer> some, AsyncBody body) {
        for (ByteBuffer piece : some) {
            if (over || bytes.size() + (long) piece.remaining() > most) {
                over = true;
                body.cancel();
                return;
            }
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        }
        body.consume();
    }
}
