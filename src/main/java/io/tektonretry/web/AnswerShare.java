package io.tektonretry.web;

import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link AnswerMemory} that one answer holds. It is freed completely once nothing works on the answer
 * and the request is over, in either order and however they end.
 */
public final class AnswerShare {

    /** Name of the request attribute with the share of its answer. */
    public static final String ATTRIBUTE = AnswerShare.class.getName();

    /** Up to this size, memory is never refused. */
    public static final long FREE = 1 << 16;

    private final AnswerMemory memory;
    private volatile long held;
    private int makers;
    private boolean isOver;
    private @Nullable Runnable cut;

    AnswerShare(AnswerMemory memory) {
        this.memory = memory;
    }

    long held() {
        return held;
    }

    /** Registers work on the answer, which must call {@link #made} when it is done. */
    public synchronized void begin() {
        makers++;
    }

    /** Work has ended; only the request still holds memory. */
    public synchronized void made() {
        makers--;
        releaseWhenDone();
    }

    /** The request is over; nothing more will be sent. */
    public synchronized void over() {
        isOver = true;
        memory.sent(this);
        releaseWhenDone();
    }

    /**
     * Takes more memory before it is used.
     *
     * @throws OverloadedException when other answers hold it
     */
    public void take(long bytes) {
        if (held + bytes <= FREE) {
            memory.count(bytes);
        } else {
            memory.take(bytes);
        }
        add(bytes);
    }

    /** Frees memory that was not needed. */
    public synchronized void giveBack(long bytes) {
        long less = Math.min(bytes, held);
        held -= less;
        memory.giveBack(less);
    }

    /** Counts written bytes that were not taken before. */
    void cover(long bytes) {
        long more = bytes - held;
        if (more > 0) {
            memory.count(more);
            add(more);
        }
    }

    /** Only these bytes remain of the answer; they are sent until cut off. Does nothing once the request is over. */
    void send(long bytes, Runnable whenCut) {
        cover(bytes);
        synchronized (this) {
            if (isOver) {
                return;
            }
            cut = whenCut;
            if (makers <= 0) {
                giveBack(held - bytes);
            }
            memory.sending(this);
        }
    }

    /** Bytes were sent. */
    synchronized void sent(long bytes) {
        if (makers <= 0) {
            giveBack(bytes);
        }
    }

    /** Stops sending. */
    void cut() {
        Runnable known;
        synchronized (this) {
            known = cut;
        }
        if (known != null) {
            known.run();
        }
    }

    private synchronized void add(long bytes) {
        held += bytes;
        releaseWhenDone();
    }

    private void releaseWhenDone() {
        if (isOver && makers <= 0) {
            giveBack(held);
        }
    }
}
