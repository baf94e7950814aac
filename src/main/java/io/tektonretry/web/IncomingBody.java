package io.tektonretry.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A request body that is read as it arrives, without a waiting thread. */
final class IncomingBody implements ReadListener, AsyncListener, Transfers.Transfer {

    private static final int CHUNK = 8192;

    /** How long a refused client may keep sending: a client that is cut off while sending may not read the answer. */
    private static final long LINGER_MILLIS = 5_000;

    enum State {
        ARRIVING,
        COMPLETE,
        TOO_LARGE,
        TOO_SLOW,
        CROWDED_OUT,
        BROKEN
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.ARRIVING);
    private final HttpServletResponse response;
    private final HttpLimits limits;
    private final Transfers open;
    private final AsyncContext async;
    private final ServletInputStream input;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable ReplayedRequest replayed;

    /** Takes over the request; it is dispatched again when the body is complete or refused. */
    IncomingBody(HttpServletRequest request, HttpServletResponse response, HttpLimits limits, Transfers open)
            throws IOException {
        this.response = response;
        this.limits = limits;
        this.open = open;
        this.input = request.getInputStream();
        this.async = request.startAsync(request, response);
    }

    /** Reads on after what has arrived already. */
    void read(byte[] arrived) throws IOException {
        async.addListener(this);
        async.setTimeout(limits.bodyTimeout().toMillis());
        open.grown(this, 0);
        arrived(arrived, arrived.length);
        input.setReadListener(this);
    }

    /** Discards what arrives after the answer was written. */
    void discard() {
        state.set(State.TOO_LARGE);
        async.addListener(this);
        async.setTimeout(LINGER_MILLIS);
        input.setReadListener(this);
    }

    State state() {
        return Objects.requireNonNull(state.get());
    }

    /** The request with its body at its first dispatch, when the filters see it; null after that. */
    @Nullable
    ReplayedRequest replay(HttpServletRequest request) {
        if (replayed != null) {
            replayed.dispatchAgain();
            return null;
        }
        ReplayedRequest first = new ReplayedRequest(request, bytes.toByteArray());
        replayed = first;
        return first;
    }

    @Override
    public void crowdOut() {
        end(State.CROWDED_OUT);
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (isTaken() && input.isReady()) {
            int read = input.read(chunk);
            if (read < 0) {
                return;
            }
            if (state.get() == State.ARRIVING) {
                arrived(chunk, read);
            }
        }
    }

    /** Once it is to be dispatched again, it must not read more: Tomcat would drop the dispatch. */
    private boolean isTaken() {
        State now = state();
        return now == State.ARRIVING || now == State.TOO_LARGE;
    }

    private void arrived(byte[] chunk, int length) throws IOException {
        if (bytes.size() + length <= limits.maxBodySize().toBytes()) {
            bytes.write(chunk, 0, length);
            open.grown(this, length);
        } else if (state.compareAndSet(State.ARRIVING, State.TOO_LARGE)) {
            open.closed(this);
            bytes.reset();
            async.setTimeout(LINGER_MILLIS);
            BodyRefusals.tooLarge(response, limits);
        }
    }

    @Override
    public void onAllDataRead() {
        if (state.get() == State.TOO_LARGE) {
            async.complete();
        } else {
            end(State.COMPLETE);
        }
    }

    /** The client is gone, or does not send valid HTTP. */
    @Override
    public void onError(Throwable error) {
        state.set(State.BROKEN);
        open.closed(this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (state.get() == State.TOO_LARGE) {
            async.dispatch();
        } else {
            end(State.TOO_SLOW);
        }
    }

    private void end(State end) {
        if (state.compareAndSet(State.ARRIVING, end)) {
            open.closed(this);
            try {
                async.dispatch();
            } catch (IllegalStateException e) {
                state.set(State.BROKEN);
            }
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        onError(event.getThrowable());
        async.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        open.closed(this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
