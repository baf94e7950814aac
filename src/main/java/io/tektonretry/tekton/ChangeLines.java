package io.tektonretry.tekton;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lines of a watch. A line that was cut off is none. */
final class ChangeLines implements AutoCloseable {

    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final InputStream in;
    private volatile long waitingSince = NOT_WAITING;
    private volatile boolean silenced;

    ChangeLines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** Waits for the next line; null when there will be none. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(8192);
        waitingSince = System.nanoTime();
        try {
            for (int read = in.read(); read >= 0; read = in.read()) {
                if (read == '\n') {
                    return line.toByteArray();
                }
                line.write(read);
            }
            return null;
        } catch (IOException e) {
            if (silenced) {
                throw new IOException("nothing was sent for too long");
            }
            throw e;
        } finally {
            waitingSince = NOT_WAITING;
        }
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
