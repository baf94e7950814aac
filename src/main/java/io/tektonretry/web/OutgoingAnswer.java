package io.tektonretry.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A complete answer that is sent at the client's pace, without a waiting thread. */
final class OutgoingAnswer implements WriteListener, AsyncListener, Transfers.Transfer {

    /** Name of the request attribute with the action that closes the connection at once. */
    static final String CUT = OutgoingAnswer.class.getName() + ".CUT";

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final HttpServletRequest request;
    private final HttpLimits limits;
    private final Transfers open;
    private final AnswerShare share;
    private final AnswerBytes content;
    private final ServletOutputStream output;
    private boolean isFlushed;

    OutgoingAnswer(HttpServletRequest request, BufferedAnswer answer, HttpLimits limits, Transfers open)
            throws IOException {
        this.request = request;
        this.limits = limits;
        this.open = open;
        this.share = answer.share();
        this.content = answer.content();
        if (content.size() > 0) {
            answer.setContentLengthLong(content.size());
        }
        this.output = answer.getResponse().getOutputStream();
    }

    void send() {
        AsyncContext async = request.startAsync();
        async.addListener(this);
        async.setTimeout(limits.answerTimeout().toMillis());
        share.send(content.capacity(), this::cut);
        open.grown(this, 0);
        output.setWriteListener(this);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (output.isReady()) {
            byte[] chunk = content.next();
            if (chunk.length > 0) {
                output.write(chunk);
                share.sent(chunk.length);
            } else if (isFlushed) {
                end();
                return;
            } else {
                isFlushed = true;
                output.flush();
            }
        }
    }

    private void end() {
        if (isOver.compareAndSet(false, true)) {
            open.closed(this);
            request.getAsyncContext().complete();
        }
    }

    @Override
    public void crowdOut() {
        cut();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        cut();
        event.getAsyncContext().complete();
    }

    private void cut() {
        if (isOver.compareAndSet(false, true)) {
            open.closed(this);
            share.sent(content.capacity());
            content.clear();
            if (request.getAttribute(CUT) instanceof Runnable cut) {
                cut.run();
            }
        }
    }

    /** The client is gone. */
    @Override
    public void onError(Throwable error) {
        isOver.set(true);
        open.closed(this);
    }

    @Override
    public void onError(AsyncEvent event) {
        onError(event.getThrowable());
        event.getAsyncContext().complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        isOver.set(true);
        open.closed(this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
