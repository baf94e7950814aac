package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The lines of a watch. An incomplete last line is ignored. */
final class ChangeLines implements AsyncBody.Consumer<List<ByteBuffer>>, AutoCloseable {

    private static final long NOT_WAITING = Long.MAX_VALUE;

    /**
     * Data that has arrived.
     *
     * @param isLast whether it is the last delivery
     * @param failure why the body ended early; null otherwise
     */
    private record Delivery(
            List<ByteBuffer> pieces,
            boolean isLast,
            @Nullable Throwable failure) {}

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private volatile @Nullable AsyncBody body;
    private volatile long waitingSince = NOT_WAITING;
    private volatile boolean silenced;
    private boolean ended;

    /** Starts reading the body of a response. */
    void begin(AsyncBody answer) {
        body = answer;
        CompletableFuture<Void> unused =
                answer.done().whenComplete((done, failure) -> deliveries.add(new Delivery(List.of(), true, failure)));
        answer.consume();
    }

    @Override
    public void consume(List<ByteBuffer> some, AsyncBody answer) {
        deliveries.add(new Delivery(some, false, null));
    }

    /** Waits for the next line; null at the end. */
    byte @Nullable [] next() throws IOException, InterruptedException {
        List<ByteBuffer> line = new ArrayList<>();
        while (hasMore()) {
            ByteBuffer piece = pieces.element();
            int end = endOfLine(piece);
            line.add(piece.slice(piece.position(), end - piece.position()));
            if (end < piece.limit()) {
                piece.position(end + 1);
                return joined(line);
            }
            pieces.remove();
        }
        return null;
    }

    /** Waits for the rest of the body. */
    byte[] rest() throws IOException, InterruptedException {
        List<ByteBuffer> rest = new ArrayList<>();
        while (hasMore()) {
            rest.add(pieces.remove());
        }
        return joined(rest);
    }

    private static int endOfLine(ByteBuffer piece) {
        int end = piece.position();
        while (end < piece.limit() && piece.get(end) != '\n') {
            end++;
        }
        return end;
    }

    private static byte[] joined(List<ByteBuffer> parts) {
        byte[] whole = new byte[parts.stream().mapToInt(ByteBuffer::remaining).sum()];
        int length = 0;
        for (ByteBuffer part : parts) {
            int size = part.remaining();
            part.get(whole, length, size);
            length += size;
        }
        return whole;
    }

    /** The next delivery is requested while this one is read. */
    private boolean hasMore() throws IOException, InterruptedException {
        while (pieces.isEmpty() && !ended) {
            waitingSince = System.nanoTime();
            Delivery delivery = deliveries.take();
            waitingSince = NOT_WAITING;
            ended = delivery.isLast();
            if (delivery.failure() != null) {
                throw silenced
                        ? new IOException("nothing was received for too long")
                        : new IOException("the answer ended early", delivery.failure());
            }
            pieces.addAll(delivery.pieces());
            AsyncBody answer = body;
            if (!ended && answer != null) {
                answer.consume();
            }
        }
        return !pieces.isEmpty();
    }

    /** Closes the body if {@link #next} has waited longer than this; any thread may call it. */
    void endSilence(Duration longest) {
        long since = waitingSince;
        if (since != NOT_WAITING && System.nanoTime() - since > longest.toNanos()) {
            silenced = true;
            close();
        }
    }

    @Override
    public void close() {
        AsyncBody answer = body;
        if (answer != null) {
            answer.cancel();
        }
    }
}
