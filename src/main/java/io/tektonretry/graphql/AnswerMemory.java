package io.tektonretry.graphql;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The memory that all answers of this replica share while they are made and sent. */
@Component
final class AnswerMemory {

    private static final int BLOCK = 1 << 16;

    /** Answers that wait for each other must not do so for long. */
    private static final long LONGEST_WAIT_SECONDS = 3;

    private final ApiLimits limits;
    private final Semaphore free;

    AnswerMemory(ApiLimits limits) {
        this.limits = limits;
        this.free = new Semaphore(blocks(limits.maxAnswersSize().toBytes()), true);
    }

    AnswerBudget budget() {
        return new AnswerBudget(this, limits.maxAnswerSize());
    }

    static int blocks(long bytes) {
        return Math.toIntExact((bytes + BLOCK - 1) / BLOCK);
    }

    /** Takes so many blocks, or throws {@link OverloadedException}. */
    void take(int blocks) {
        try {
            if (free.tryAcquire(blocks, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new OverloadedException();
    }

    void giveBack(int blocks) {
        free.release(blocks);
    }
}
