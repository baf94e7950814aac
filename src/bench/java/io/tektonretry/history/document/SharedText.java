package io.tektonretry.history.document;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds text that most samples share, for a dictionary: segments of the samples whose substrings occur in most of them and in no
 * segment before. The same samples give the same text. This is the cover algorithm of Liao, Petri, Moffat and Wirth ("Effective
 * Construction of Relative Lempel-Ziv Dictionaries", 2016), with hashes of substrings in place of a suffix array.
 */
final class SharedText {

    private static final int SEGMENT = 1024;

    /** Length of the substrings that are counted. */
    private static final int LENGTH = 8;

    /** In fewer samples a substring belongs to them. */
    private static final int FEWEST = 3;

    private static final int HASH_BITS = 20;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Segment(byte[] text, long score) {}

    /** How many samples have the substrings with a hash; 0 when a segment has them already. */
    private final int[] counts = new int[1 << HASH_BITS];

    private final byte[] text;

    private SharedText(List<byte[]> samples) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] seen = new int[counts.length];
        int number = 0;
        for (byte[] sample : samples) {
            number++;
            for (int i = 0; i + LENGTH <= sample.length; i++) {
                int hash = hash(sample, i);
                counts[hash] += seen[hash] == number ? 0 : 1;
                seen[hash] = number;
            }
            all.writeBytes(sample);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = counts[i] < FEWEST ? 0 : counts[i];
        }
        text = all.toByteArray();
    }

    /**
     * The shared text, at most of that size. What most samples have comes last, because a short distance costs the fewest bits.
     *
     * @param samples each of objects that have more in common than different samples
     */
    static byte[] of(List<byte[]> samples, int size) {
        return new SharedText(samples).shared(size);
    }

    private byte[] shared(int size) {
        int parts = size / SEGMENT;
        int length = text.length / parts;
        List<Segment> segments = new ArrayList<>();
        int left = size;
        int before;
        do {
            before = left;
            for (int part = 0; part < parts && left > 0; part++) {
                Segment best = best(part * length, (part + 1) * length, Math.min(SEGMENT, left));
                segments.add(best);
                left -= best.text().length;
            }
        } while (0 < left && left < before);
        ByteArrayOutputStream shared = new ByteArrayOutputStream();
        segments.stream()
                .sorted(Comparator.comparingLong(Segment::score))
                .forEach(segment -> shared.writeBytes(segment.text()));
        return shared.toByteArray();
    }

    /** The best segment between two places; its substrings count no more. */
    private Segment best(int from, int to, int size) {
        int[] inside = new int[counts.length];
        long score = 0;
        long most = 0;
        int start = from;
        for (int i = from; i + LENGTH <= to; i++) {
            int entering = hash(text, i);
            score += inside[entering]++ == 0 ? counts[entering] : 0;
            int leaving = i - (size - LENGTH) - 1;
            if (leaving >= from) {
                int hash = hash(text, leaving);
                score -= --inside[hash] == 0 ? counts[hash] : 0;
            }
            if (score > most) {
                most = score;
                start = Math.max(from, leaving + 1);
            }
        }
        byte[] segment = most == 0 ? new byte[0] : trimmed(start, Math.min(to, start + size));
        for (int i = 0; i + LENGTH <= segment.length; i++) {
            counts[hash(segment, i)] = 0;
        }
        return new Segment(segment, most);
    }

    /** Without what counts for nothing at both ends. */
    private byte[] trimmed(int from, int to) {
        int first = from;
        int last = to;
        while (first + LENGTH < last && counts[hash(text, first)] == 0) {
            first++;
        }
        while (last - LENGTH > first && counts[hash(text, last - LENGTH)] == 0) {
            last--;
        }
        return Arrays.copyOfRange(text, first, last);
    }

    private static int hash(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + LENGTH; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return (int) (value * 0x9E3779B97F4A7C15L >>> 64 - HASH_BITS);
    }
}
