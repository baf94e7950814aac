package io.tektonretry.web;

import org.jspecify.annotations.Nullable;

/**
 * What one answer has of the {@link AnswerMemory}. All of it goes back once nothing works on the answer and the request is over, whichever
 * comes last and however they end.
 */
public final class AnswerShare {

    /** Name of the attribute of a request that holds the share of its answer. */
    public static final String ATTRIBUTE = AnswerShare.class.getName();

    /** So much is never refused. */
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

    /** Something begins to make the answer, and calls {@link #made} when it is done. */
    public synchronized void begin() {
        makers++;
    }

    /** What was begun holds nothing any more that the request does not hold. */
    public synchronized void made() {
        makers--;
        releaseWhenDone();
    }

    /** The request is over: nobody will be sent anything any more. */
    public synchronized void over() {
        isOver = true;
        memory.sent(this);
        releaseWhenDone();
    }

    /**
     * Takes so much more, before it is used.
     *
     * @throws OverloadedException when other answers have it
     */
    public void take(long bytes) {
        if (held + bytes <= FREE) {
            memory.count(bytes);
        } else {
            memory.take(bytes);
        }
        add(bytes);
    }

    /** Gives back what turned out not to be needed. */
    public synchronized void giveBack(long bytes) {
        long less = Math.min(bytes, held);
        held -= less;
        memory.giveBack(less);
    }

    /** What is written has so many bytes, which are counted if they were not taken before. */
    void cover(long bytes) {
        long more = bytes - held;
        if (more > 0) {
            memory.count(more);
            add(more);
        }
    }

    /** Nothing is left of the answer but so many bytes, which are sent until they are cut off; none once the request is over. */
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

    /** So many bytes are sent. */
    synchronized void sent(long bytes) {
        if (makers <= 0) {
            giveBack(bytes);
        }
    }

    /** Ends the sending. */
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
