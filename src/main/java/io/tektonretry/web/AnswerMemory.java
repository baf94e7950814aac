package io.tektonretry.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all answers of this replica share: for what they are made of, for their JSON, and for the bytes that are yet to be sent.
 */
public final class AnswerMemory {

    /** Answers that wait for each other must not do so for long. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** For how long one waits before it takes the memory of answers that are not taken. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A part is left to answers that are counted once they are there, as those to probes are. */
    private static final int FREE_PARTS = 8;

    private final long most;
    private final Duration patience;
    private final Duration longestWait;
    private final Set<AnswerShare> sending = new LinkedHashSet<>();
    private long taken;

    public AnswerMemory(long most) {
        this(most, PATIENCE, LONGEST_WAIT);
    }

    AnswerMemory(long most, Duration patience, Duration longestWait) {
        this.most = most;
        this.patience = patience;
        this.longestWait = longestWait;
    }

    /** What a new answer takes, nothing so far. */
    public AnswerShare share() {
        return new AnswerShare(this);
    }

    /** How many bytes all answers have now. */
    public synchronized long taken() {
        return taken;
    }

    /** How many bytes can be taken ahead at all. */
    public long most() {
        return most - most / FREE_PARTS;
    }

    /**
     * Takes so many bytes, and waits for them if need be. Who has waited for a while has the oldest answers ended that are being sent, where
     * that is enough.
     *
     * @throws OverloadedException when others keep them
     */
    void take(long bytes) {
        long start = System.nanoTime();
        try {
            Duration waited = Duration.ZERO;
            while (!takeOrWait(bytes, pause(waited))) {
                waited = Duration.ofNanos(System.nanoTime() - start);
                if (bytes > most() || waited.compareTo(longestWait) >= 0) {
                    throw new OverloadedException();
                } else if (waited.compareTo(patience) >= 0) {
                    inTheWayOf(bytes).forEach(AnswerShare::cut);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverloadedException();
        }
    }

    private Duration pause(Duration waited) {
        Duration pause = waited.compareTo(patience) < 0 ? patience.minus(waited) : longestWait.dividedBy(20);
        return pause.plusMillis(1);
    }

    /** Counts what is there already; where it is too much, the oldest answers end that are being sent. */
    void count(long bytes) {
        List<AnswerShare> ended;
        synchronized (this) {
            taken += bytes;
            ended = oldest(taken - most);
        }
        ended.forEach(AnswerShare::cut);
    }

    synchronized void giveBack(long bytes) {
        taken -= bytes;
        notifyAll();
    }

    synchronized void sending(AnswerShare share) {
        sending.add(share);
    }

    synchronized void sent(AnswerShare share) {
        sending.remove(share);
    }

    private synchronized boolean takeOrWait(long bytes, Duration pause) throws InterruptedException {
        if (taken + bytes > most() && bytes <= most()) {
            TimeUnit.NANOSECONDS.timedWait(this, pause.toNanos());
        }
        boolean isRoom = taken + bytes <= most();
        taken += isRoom ? bytes : 0;
        return isRoom;
    }

    private synchronized List<AnswerShare> inTheWayOf(long bytes) {
        long missing = taken + bytes - most();
        List<AnswerShare> oldest = oldest(missing);
        return oldest.stream().mapToLong(AnswerShare::held).sum() >= missing ? oldest : List.of();
    }

    /** The oldest ones that are being sent and have so much together. */
    private synchronized List<AnswerShare> oldest(long bytes) {
        List<AnswerShare> oldest = new ArrayList<>();
        long found = 0;
        for (AnswerShare share : sending) {
            if (found >= bytes) {
                break;
            }
            oldest.add(share);
            found += share.held();
        }
        return oldest;
    }
}
