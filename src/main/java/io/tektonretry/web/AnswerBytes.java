package io.tektonretry.web;

import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongConsumer;

/** Bytes in chunks, which are never copied and are handed out one by one. */
final class AnswerBytes extends OutputStream {

    private static final int FIRST_CHUNK = 1024;

    /** About as much as a socket accepts at a time. */
    private static final int CHUNK = 16_384;

    private final LongConsumer whenGrown;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private long capacity;
    private long size;

    /**
     * Starts empty.
     *
     * @param whenGrown called with the allocated size in bytes whenever it grows
     */
    AnswerBytes(LongConsumer whenGrown) {
        this.whenGrown = whenGrown;
    }

    /** Number of bytes written, including those handed out. */
    synchronized long size() {
        return size;
    }

    /** Allocated memory in bytes, before any chunk was handed out. */
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

    /** Hands out the next bytes and forgets them; empty when there are no more. */
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
