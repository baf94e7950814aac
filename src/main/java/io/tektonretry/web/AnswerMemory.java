package io.tektonretry.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all answers of this replica share: for their data, their JSON, and the bytes that are not sent yet.
 */
public final class AnswerMemory {

    /** Bounds how long answers wait for each other. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** After this wait, slow answers are ended to free their memory. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** One part of this many stays free for answers that are only counted when complete, such as those to probes. */
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

    /** The share of a new answer; empty so far. */
    public AnswerShare share() {
        return new AnswerShare(this);
    }

    /** Memory that all answers hold, in bytes. */
    public synchronized long taken() {
        return taken;
    }

    /** Maximum number of bytes that can be taken in advance. */
    public long most() {
        return most - most / FREE_PARTS;
    }

    /**
     * Takes memory, and waits for it if necessary. After {@link #PATIENCE}, ends the oldest answers being sent, if that
     * frees enough.
     *
     * @throws OverloadedException when other answers keep the memory
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

    /** Counts memory that is already in use; if it is too much, ends the oldest answers being sent. */
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

    /** The oldest answers being sent that together hold this much. */
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
