package io.tektonretry.history.document;

import io.tektonretry.history.database.DatabaseProperties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;

/** Bounds the JSON of recorded objects that all readers together hold in memory; further readers wait. */
@Component
class DocumentMemory {

    private static final long LONGEST_WAIT_SECONDS = 20;

    private final long most;
    private final Semaphore free;

    DocumentMemory(DatabaseProperties properties) {
        most = properties.documentsInMemory().toBytes();
        free = new Semaphore(Math.toIntExact(kilobytes(most)), true);
    }

    /** The bound in bytes. */
    long most() {
        return most;
    }

    /** Runs the work once that much memory is free. */
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
