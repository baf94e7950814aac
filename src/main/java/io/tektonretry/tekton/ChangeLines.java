package io.tektonretry.tekton;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lines of a watch. A line that was cut off is none. */
final class ChangeLines implements AutoCloseable {

    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final InputStream in;
    private final byte[] piece = new byte[1 << 16];
    private int begin;
    private int end;
    private volatile long waitingSince = NOT_WAITING;
    private volatile boolean silenced;

    ChangeLines(InputStream in) {
        this.in = in;
    }

    /** Waits for the next line; null when there will be none. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(8192);
        waitingSince = System.nanoTime();
        try {
            while (!takeUpToTheEndOfALine(line)) {
                begin = 0;
                end = Math.max(0, in.read(piece));
                if (end == 0) {
                    return null;
                }
            }
            return line.toByteArray();
        } catch (IOException e) {
            if (silenced) {
                throw new IOException("nothing was sent for too long");
            }
            throw e;
        } finally {
            waitingSince = NOT_WAITING;
        }
    }

    private boolean takeUpToTheEndOfALine(ByteArrayOutputStream line) {
        int stop = begin;
        while (stop < end && piece[stop] != '\n') {
            stop++;
        }
        line.write(piece, begin, stop - begin);
        begin = Math.min(end, stop + 1);
        return stop < end;
    }

    /** Ends the wait of {@link #next} if it has lasted longer than this; may be called by any thread. */
    void endSilence(Duration longest) {
        long since = waitingSince;
        if (since != NOT_WAITING && System.nanoTime() - since > longest.toNanos()) {
            silenced = true;
            close();
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // Nothing is left to do: the connection is of no use either way.
        }
    }
}
