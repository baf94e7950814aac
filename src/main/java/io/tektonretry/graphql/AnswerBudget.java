package io.tektonretry.graphql;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What one answer takes of the {@link AnswerMemory}, from its first field until it is sent. */
final class AnswerBudget {

    private final AnswerMemory memory;
    private final DataSize most;
    private long bytes;
    private long counted;
    private int blocks;
    private boolean isReleased;
    private @Nullable RuntimeException refusal;

    AnswerBudget(AnswerMemory memory, DataSize most) {
        this.memory = memory;
        this.most = most;
    }

    /**
     * Counts what is about to be held.
     *
     * @throws AnswerTooLargeException when the answer would be larger than one may be
     * @throws OverloadedException when other answers have the memory
     */
    synchronized void add(long more) {
        if (bytes + more > most.toBytes()) {
            throw new AnswerTooLargeException(most);
        }
        int needed = AnswerMemory.blocks(bytes + more) - blocks;
        if (needed > 0 && !isReleased) {
            memory.take(needed);
            blocks += needed;
        }
        bytes += more;
    }

    /** {@link #add} for values that are yet to be answered. */
    synchronized void addBefore(long more) {
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

    /** Why the answer can't be given as a whole; null when it can. */
    synchronized @Nullable RuntimeException refusal() {
        return refusal;
    }

    /** Nothing is held any more. */
    synchronized void release() {
        if (!isReleased) {
            isReleased = true;
            memory.giveBack(blocks);
        }
    }

    /** The answer can't be given as a whole. */
    synchronized void refuse(RuntimeException reason) {
        refusal = reason;
    }
}
