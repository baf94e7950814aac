package io.tektonretry.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A log whose first bytes are checked before it is handed out, because a kubelet reports a missing log as log text. */
final class CheckedLog implements Flow.Subscriber<List<ByteBuffer>>, Flow.Publisher<List<ByteBuffer>> {

    private final CompletableFuture<LogAnswer> answer = new CompletableFuture<>();
    private final List<ByteBuffer> head = new ArrayList<>();
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private volatile Flow.@Nullable Subscription source;
    private volatile Flow.@Nullable Subscriber<? super List<ByteBuffer>> taker;

    private boolean isTaken;
    private boolean isHeadGiven;
    private boolean isEnded;
    private boolean isEndTold;
    private @Nullable Throwable failure;

    /**
     * Completes when it is known whether this is a log; that may take until the container writes something.
     *
     * @param gone completes when the caller no longer waits
     */
    static CompletableFuture<LogAnswer> of(Flow.Publisher<List<ByteBuffer>> body, CompletableFuture<Void> gone) {
        CheckedLog log = new CheckedLog();
        body.subscribe(log);
        var unused = gone.thenRun(log::giveUp);
        return log.answer;
    }

    /** Cancels the log if it was not handed out yet. */
    private void giveUp() {
        if (answer.complete(new LogAnswer.Failed(
                new LogProblem(502, LogProblem.UNAVAILABLE, "The caller has closed the connection.")))) {
            source().cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (answer.isDone()) {
            taker().onNext(pieces);
            return;
        }
        for (ByteBuffer piece : pieces) {
            head.add(piece);
            byte[] some = new byte[Math.min(piece.remaining(), KubeletErrors.LONGEST + 1 - beginning.size())];
            piece.duplicate().get(some);
            beginning.writeBytes(some);
        }
        if (KubeletErrors.mayBegin(text())) {
            source().request(1);
        } else {
            answer.complete(new LogAnswer.Opened(this));
        }
    }

    @Override
    public void onComplete() {
        if (!answer.isDone() && KubeletErrors.is(text())) {
            answer.complete(new LogAnswer.Absent(text().strip()));
        } else {
            end(null);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (!answer.isDone()) {
            answer.complete(new LogAnswer.Failed(
                    new LogProblem(502, LogProblem.UNAVAILABLE, "The log ended before its first line was complete.")));
        } else {
            end(error);
        }
    }

    private void end(@Nullable Throwable error) {
        synchronized (this) {
            isEnded = true;
            failure = error;
        }
        answer.complete(new LogAnswer.Opened(this));
        tellTheEnd();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> subscriber) {
        taker = subscriber;
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                if (take()) {
                    taker().onNext(List.copyOf(head));
                    headIsGiven();
                    tellTheEnd();
                } else {
                    source().request(n);
                }
            }

            @Override
            public void cancel() {
                source().cancel();
            }
        });
    }

    /** Whether the first bytes are still to be delivered. */
    private synchronized boolean take() {
        boolean isFirst = !isTaken;
        isTaken = true;
        return isFirst;
    }

    private synchronized void headIsGiven() {
        isHeadGiven = true;
    }

    /** Signals the end, but not before the first bytes are delivered. */
    private void tellTheEnd() {
        Throwable error;
        synchronized (this) {
            if (!isEnded || !isHeadGiven || isEndTold) {
                return;
            }
            isEndTold = true;
            error = failure;
        }
        if (error == null) {
            taker().onComplete();
        } else {
            taker().onError(error);
        }
    }

    private String text() {
        return beginning.toString(StandardCharsets.UTF_8);
    }

    private Flow.Subscription source() {
        Flow.Subscription subscription = source;
        if (subscription == null) {
            throw new IllegalStateException("No source is open yet");
        }
        return subscription;
    }

    private Flow.Subscriber<? super List<ByteBuffer>> taker() {
        Flow.Subscriber<? super List<ByteBuffer>> subscriber = taker;
        if (subscriber == null) {
            throw new IllegalStateException("Nothing was requested");
        }
        return subscriber;
    }
}
