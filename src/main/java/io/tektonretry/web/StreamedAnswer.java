package io.tektonretry.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is streamed at the client's pace, without a waiting thread; the source is asked for more only when
 * everything is sent. An error before the first byte is sent as an error; after that, the connection is closed before
 * the end of the answer.
 */
public final class StreamedAnswer implements Flow.Subscriber<List<ByteBuffer>> {

    private static final int CHUNK = 16_384;

    /** The error to send instead of the stream. */
    private record Problem(int status, String code, String message) {}

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String type;
    private final StreamLimits limits;
    private final Consumer<StreamedAnswer> atTheEnd;
    private final AsyncContext async;
    private final ServletOutputStream output;
    private final long begunAt = System.nanoTime();

    private final Queue<ByteBuffer> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription source;
    private volatile @Nullable Problem problem;
    private volatile boolean isPossible;
    private volatile boolean isComplete;
    private volatile boolean isCut;
    private volatile boolean isAsked;
    private volatile boolean isBegun;
    private volatile long movedAt = begunAt;
    private long received;

    // Used only by the sending thread.
    private final byte[] chunk = new byte[CHUNK];
    private boolean isFlushed = true;

    StreamedAnswer(
            HttpServletRequest request,
            HttpServletResponse response,
            String type,
            StreamLimits limits,
            Consumer<StreamedAnswer> atTheEnd)
            throws IOException {
        this.request = request;
        this.response = unbuffered(response);
        this.type = type;
        this.limits = limits;
        this.atTheEnd = atTheEnd;
        this.async = request.startAsync();
        this.output = this.response.getOutputStream();
    }

    /** Bypasses {@link BufferedAnswer}, which is for complete answers. */
    private static HttpServletResponse unbuffered(HttpServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return (HttpServletResponse) inner;
    }

    void begin() {
        Connection connection = new Connection();
        async.addListener(connection);
        async.setTimeout(0);
        output.setWriteListener(connection);
    }

    /** Sends a GraphQL error; breaks the answer off if a part of it was sent. */
    public void fail(int status, String code, String message) {
        problem = new Problem(status, code, message);
        cancelSource();
        send();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (isOver.get()) {
            subscription.cancel();
        } else {
            send();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        movedAt = System.nanoTime();
        for (ByteBuffer piece : pieces) {
            long room = limits.bytes() - received;
            received += piece.remaining();
            if (piece.remaining() > room) {
                piece.limit(piece.position() + (int) Math.max(0, room));
                isCut = true;
            }
            waiting.add(piece);
        }
        isAsked = false;
        send();
    }

    @Override
    public void onComplete() {
        isComplete = true;
        send();
    }

    @Override
    public void onError(Throwable error) {
        fail(HttpServletResponse.SC_BAD_GATEWAY, "LOG_UNAVAILABLE", "The source closed the connection early.");
    }

    /** Ends it at once, as an incomplete answer. */
    void cut() {
        waiting.clear();
        isCut = true;
        cancelSource();
        send();
    }

    void endWhenDue() {
        long now = System.nanoTime();
        if (now - begunAt > limits.longest().toNanos()) {
            end("The stream lasted longer than " + limits.longest() + ".");
        } else if (now - movedAt > limits.idle().toNanos()) {
            end("Nothing was received for " + limits.idle() + ".");
        }
    }

    /** A client that no longer reads would not read the error either. */
    private void end(String why) {
        if (isBegun) {
            cut();
        } else {
            fail(HttpServletResponse.SC_GATEWAY_TIMEOUT, "TIMEOUT", why);
        }
    }

    /** Only one thread sends; others leave their work to it. */
    private void send() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            sendOrBreakOff();
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    private void sendOrBreakOff() {
        boolean isSent = false;
        try {
            sendWhatIsThere();
            isSent = true;
        } catch (IOException | IllegalStateException e) {
            // The client is gone.
        } finally {
            if (!isSent) {
                breakOff();
            }
        }
    }

    private void sendWhatIsThere() throws IOException {
        tellProblem();
        while (isPossible && !isOver.get() && output.isReady()) {
            ByteBuffer next = waiting.peek();
            if (next != null) {
                write(next);
            } else if (!isFlushed) {
                isFlushed = true;
                output.flush();
            } else if (isCut) {
                breakOff();
            } else if (isComplete) {
                finish();
            } else {
                askForMore();
                return;
            }
        }
        if (isCut && isPossible && waiting.isEmpty()) {
            breakOff();
        }
    }

    private void tellProblem() {
        Problem told = problem;
        if (told == null || !isPossible || isComplete || isCut || isOver.get()) {
            return;
        }
        if (isBegun) {
            isCut = true;
            return;
        }
        waiting.clear();
        byte[] body = GraphQlErrors.body(told.code(), told.message()).getBytes(StandardCharsets.UTF_8);
        begin(told.status(), "application/json");
        response.setContentLength(body.length);
        waiting.add(ByteBuffer.wrap(body));
        isComplete = true;
    }

    private void begin(int status, String contentType) {
        isBegun = true;
        response.setStatus(status);
        response.setContentType(contentType);
    }

    private void write(ByteBuffer piece) throws IOException {
        if (!isBegun) {
            begin(HttpServletResponse.SC_OK, type);
        }
        int length = Math.min(CHUNK, piece.remaining());
        piece.get(chunk, 0, length);
        if (!piece.hasRemaining()) {
            waiting.poll();
        }
        isFlushed = false;
        output.write(chunk, 0, length);
        movedAt = System.nanoTime();
    }

    private void askForMore() {
        Flow.Subscription subscription = source;
        if (subscription != null && !isAsked) {
            isAsked = true;
            subscription.request(1);
        }
    }

    private void finish() {
        if (!isBegun) {
            begin(HttpServletResponse.SC_OK, type);
        }
        if (close()) {
            async.complete();
        }
    }

    private void breakOff() {
        if (close() && request.getAttribute(OutgoingAnswer.CUT) instanceof Runnable cut) {
            cut.run();
        }
    }

    /** Cancels the source; returns whether it was open until now. */
    private boolean close() {
        boolean wasOpen = isOver.compareAndSet(false, true);
        if (wasOpen) {
            waiting.clear();
            cancelSource();
            atTheEnd.accept(this);
        }
        return wasOpen;
    }

    private void cancelSource() {
        Flow.Subscription subscription = source;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** Receives the server's events of the connection. */
    private final class Connection implements WriteListener, AsyncListener {

        @Override
        public void onWritePossible() {
            isPossible = true;
            send();
        }

        @Override
        public void onError(Throwable error) {
            close();
        }

        @Override
        public void onError(AsyncEvent event) {
            close();
            event.getAsyncContext().complete();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            close();
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            close();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
