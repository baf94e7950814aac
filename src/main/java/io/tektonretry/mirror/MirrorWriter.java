package io.tektonretry.mirror;

import io.tektonretry.history.Recorded;
import io.tektonretry.history.RunRecorder;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Writes changes to the history, and keeps them while the database is away. */
@Component
final class MirrorWriter {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorWriter.class);

    private final DirtyObjects dirty;
    private final RunRecorder recorder;
    private final MirrorProperties properties;
    private final MirrorMetrics metrics;
    private final Backoff backoff = new Backoff();

    MirrorWriter(DirtyObjects dirty, RunRecorder recorder, MirrorProperties properties, MirrorMetrics metrics) {
        this.dirty = dirty;
        this.recorder = recorder;
        this.properties = properties;
        this.metrics = metrics;
    }

    /** Waits for a batch and writes it. */
    void writeNext() throws InterruptedException {
        List<Change> changes = dirty.take(properties.batchSize(), properties.flushInterval());
        if (!changes.isEmpty()) {
            try {
                write(changes);
                wentWell();
            } catch (RuntimeException e) {
                failed(changes, e);
            }
        }
    }

    private void write(List<Change> changes) {
        Recorded recorded = metrics.batches()
                .record(() -> recorder.record(
                        changes.stream().map(Change::observation).toList(), Instant.now()));
        metrics.count(recorded);
    }

    private void wentWell() {
        if (backoff.isActive()) {
            LOG.atInfo().addKeyValue("waiting", dirty.size()).log("Changes can be written again");
            backoff.reset();
        }
    }

    private void failed(List<Change> changes, RuntimeException cause) throws InterruptedException {
        if (isFaultOfTheContent(cause)) {
            writeOneByOne(changes);
            return;
        }
        dirty.putBack(changes);
        if (!backoff.isActive()) {
            LOG.atWarn()
                    .addKeyValue("waiting", dirty.size())
                    .addKeyValue("cause", cause.getMessage())
                    .log("Changes cannot be written, trying again until they can");
        }
        backoff.await();
    }

    /** Only what the database refuses for good, or what cannot even be sent to it, would be refused again. */
    private static boolean isFaultOfTheContent(RuntimeException cause) {
        return cause instanceof DataIntegrityViolationException || !(cause instanceof NestedRuntimeException);
    }

    private void writeOneByOne(List<Change> changes) throws InterruptedException {
        for (Change change : changes) {
            try {
                write(List.of(change));
            } catch (RuntimeException e) {
                if (!isFaultOfTheContent(e)) {
                    dirty.putBack(changes.subList(changes.indexOf(change), changes.size()));
                    backoff.await();
                    return;
                }
                metrics.countRefused();
                LOG.atWarn().addKeyValue("uid", change.uid()).setCause(e).log("Object is left out of the history");
            }
        }
    }
}
