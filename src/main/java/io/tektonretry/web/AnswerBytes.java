package io.tektonretry.web;

import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongConsumer;

/** Bytes in chunks, which are never copied and are given away one by one. */
final class AnswerBytes extends OutputStream {

    private static final int FIRST_CHUNK = 1024;

    /** As much as a socket takes at a time. */
    private static final int CHUNK = 16_384;

    private final LongConsumer whenGrown;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private long capacity;
    private long size;

    /**
     * Creates an empty one.
     *
     * @param whenGrown is told how many bytes of memory they take each time that they take more
     */
    AnswerBytes(LongConsumer whenGrown) {
        this.whenGrown = whenGrown;
    }

    /** How many there are, those that were given away included. */
    synchronized long size() {
        return size;
    }

    /** How much memory they took before any were given away. */
    synchronized long capacity() {
        return capacity;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (size == capacity) {
                grow();
            }
            byte[] last = chunks.getLast();
            int used = last.length - (int) (capacity - size);
            int more = Math.min(length - done, last.length - used);
            System.arraycopy(source, offset + done, last, used, more);
            size += more;
            done += more;
        }
    }

    /** The next bytes, which are forgotten here; none when there are no more. */
    synchronized byte[] next() {
        byte[] next = chunks.poll();
        if (next == null) {
            return new byte[0];
        }
        return chunks.isEmpty() && capacity > size ? Arrays.copyOf(next, next.length - (int) (capacity - size)) : next;
    }

    synchronized void clear() {
        chunks.clear();
        size = 0;
        capacity = 0;
    }

    private void grow() {
        int length = (int) Math.min(CHUNK, Math.max(FIRST_CHUNK, capacity));
        whenGrown.accept(capacity + length);
        chunks.add(new byte[length]);
        capacity += length;
    }
}
