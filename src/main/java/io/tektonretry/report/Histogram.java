package io.tektonretry.report;

import java.time.Duration;
import java.util.Arrays;

/** How many durations have how many seconds. It takes as much memory as there are different durations. */
final class Histogram {

    private static final int COUNT_BITS = 32;
    private static final long COUNT = (1L << COUNT_BITS) - 1;

    /** Seconds in the upper half, their count in the lower. */
    private long[] entries = new long[4];

    private int size;

    void add(Integer[] seconds, Integer[] counts) {
        for (int i = 0; i < seconds.length; i++) {
            if (size == entries.length) {
                makeRoom();
            }
            entries[size++] = (long) seconds[i] << COUNT_BITS | counts[i];
        }
    }

    private void makeRoom() {
        merge();
        if (size > entries.length / 2) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
    }

    /** Sorts the entries, and makes those of the same seconds one. */
    private void merge() {
        Arrays.sort(entries, 0, size);
        int merged = 0;
        for (int i = 0; i < size; i++) {
            if (merged > 0 && entries[merged - 1] >> COUNT_BITS == entries[i] >> COUNT_BITS) {
                entries[merged - 1] += entries[i] & COUNT;
            } else {
                entries[merged++] = entries[i];
            }
        }
        size = merged;
    }

    private long count() {
        long count = 0;
        for (int i = 0; i < size; i++) {
            count += entries[i] & COUNT;
        }
        return count;
    }

    /** What the shorter durations lack of this one together; in seconds. */
    double lack(double longer) {
        double lack = 0;
        for (int i = 0; i < size; i++) {
            lack += Math.max(0, longer - (entries[i] >> COUNT_BITS)) * (entries[i] & COUNT);
        }
        return lack;
    }

    Percentiles percentiles() {
        return new Percentiles(duration(percentile(0.5)), duration(percentile(0.95)), count());
    }

    /** By linear interpolation between the two nearest ranks, as {@code percentile_cont} of PostgreSQL does; in seconds. */
    double percentile(double part) {
        merge();
        double rank = part * (count() - 1);
        double low = at((long) Math.floor(rank));
        return low + (at((long) Math.ceil(rank)) - low) * (rank - Math.floor(rank));
    }

    /** Seconds of the duration with this rank, from 0. */
    private long at(long rank) {
        long before = 0;
        int i = 0;
        while ((before += entries[i] & COUNT) <= rank) {
            i++;
        }
        return entries[i] >> COUNT_BITS;
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
