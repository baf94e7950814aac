package io.tektonretry.graphql.limit;

import io.tektonretry.graphql.error.AnswerTooLargeException;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import io.tektonretry.web.OverloadedException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What one answer may take, and what it takes of the {@link AnswerMemory} while it is made. */
public final class AnswerBudget {

    private static final long BLOCK = AnswerShare.FREE;

    /** What is answered is held twice: as a value and in the JSON. */
    private static final int COPIES = 2;

    private final AnswerShare share;
    private final DataSize most;
    private long bytes;
    private long kept;
    private long passing;
    private long taken;
    private long counted;
    private @Nullable RuntimeException refusal;

    AnswerBudget(AnswerShare share, DataSize most) {
        this.share = share;
        this.most = most;
    }

    /**
     * Counts what is about to be answered, in bytes of JSON.
     *
     * @throws AnswerTooLargeException when the answer would be larger than one may be
     * @throws OverloadedException when other answers have the memory
     */
    synchronized void add(long more) {
        check(bytes + more);
        bytes += more;
        take();
    }

    /** {@link #add} for values that are yet to be answered. */
    public synchronized void addBefore(long more) {
        add(more);
        counted += more;
    }

    /** {@link #add}, unless the value was counted before. */
    synchronized void answer(long more) {
        if (counted >= more) {
            counted -= more;
        } else {
            add(more);
        }
    }

    /** Takes what is read next, of which {@link #keep} says how much is kept. */
    public synchronized void read(long more) {
        passing = more;
        take();
    }

    /** Counts what is kept of what was read, in bytes of memory. */
    public synchronized void keep(long more) {
        check(kept + more);
        kept += more;
        passing = Math.max(0, passing - more);
        take();
    }

    /** Why the answer can't be given as a whole; null when it can. */
    synchronized @Nullable RuntimeException refusal() {
        return refusal;
    }

    /** Nothing works on the answer any more. */
    void made() {
        share.made();
    }

    /** The answer can't be given as a whole. */
    synchronized void refuse(RuntimeException reason) {
        refusal = reason;
    }

    private void check(long size) {
        if (size > most.toBytes()) {
            throw new AnswerTooLargeException(most);
        }
    }

    private void take() {
        long needed = COPIES * bytes + kept + passing;
        if (needed > taken) {
            long more = (needed - taken + BLOCK - 1) / BLOCK * BLOCK;
            share.take(more);
            taken += more;
        }
    }
}
