package io.tektonretry.history.document;

import io.tektonretry.history.database.DatabaseProperties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;

/** Bounds how much JSON of recorded objects is held in memory at a time by all who read it; they wait for each other. */
@Component
class DocumentMemory {

    private static final long LONGEST_WAIT_SECONDS = 20;

    private final long most;
    private final Semaphore free;

    DocumentMemory(DatabaseProperties properties) {
        most = properties.documentsInMemory().toBytes();
        free = new Semaphore(Math.toIntExact(kilobytes(most)), true);
    }

    /** How much can be held at all. */
    long most() {
        return most;
    }

    /** Does the work once there is memory for so much. */
    void holding(long bytes, Runnable work) {
        int kilobytes = Math.toIntExact(kilobytes(Math.min(bytes, most)));
        try {
            if (!free.tryAcquire(kilobytes, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new QueryTimeoutException("There is not enough memory for recorded objects");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryTimeoutException("Interrupted while waiting for memory for recorded objects", e);
        }
        try {
            work.run();
        } finally {
            free.release(kilobytes);
        }
    }

    private static long kilobytes(long bytes) {
        return (bytes + 1023) / 1024;
    }
}
