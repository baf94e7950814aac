package io.tektonretry.graphql.limit;

import io.tektonretry.graphql.error.AnswerTooLargeException;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import io.tektonretry.web.OverloadedException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The memory of one answer: its limit, and what it holds of the {@link AnswerMemory} while it is made. */
public final class AnswerBudget {

    private static final long BLOCK = AnswerShare.FREE;

    /** An answer is in memory twice: as values and as JSON. */
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
     * Counts a value of the answer, in bytes of JSON.
     *
     * @throws AnswerTooLargeException when the answer exceeds its limit
     * @throws OverloadedException when other answers hold the memory
     */
    synchronized void add(long more) {
        check(bytes + more);
        bytes += more;
        take();
    }

    /** {@link #add} for values before they are part of the answer. */
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

    /** Takes memory for data that is read next; {@link #keep} then tells how much of it stays. */
    public synchronized void read(long more) {
        passing = more;
        take();
    }

    /** Counts the data that stays, in bytes of memory. */
    public synchronized void keep(long more) {
        check(kept + more);
        kept += more;
        passing = Math.max(0, passing - more);
        take();
    }

    /** Why the answer cannot be completed; null when it can. */
    synchronized @Nullable RuntimeException refusal() {
        return refusal;
    }

    /** Nothing works on the answer any more. */
    void made() {
        share.made();
    }

    /** Marks the answer as one that cannot be completed. */
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
