package io.tektonretry.retry;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.StalledRuns;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds stalled retries, and ends one that is to be replaced. */
@Component
class StalledRetries {

    private static final Logger LOG = LoggerFactory.getLogger(StalledRetries.class);

    /** How long a caller waits for the controller to end a run. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final StalledRuns stalled;
    private final PipelineRunRecords records;
    private final TektonResources cluster;
    private final RunRecorder recorder;
    private final RetryProperties properties;
    private final Clock clock;

    StalledRetries(
            StalledRuns stalled,
            PipelineRunRecords records,
            TektonResources cluster,
            RunRecorder recorder,
            RetryProperties properties,
            Clock clock) {
        this.stalled = stalled;
        this.records = records;
        this.cluster = cluster;
        this.recorder = recorder;
        this.properties = properties;
        this.clock = clock;
    }

    /** The start time of each of these runs that is stalled. */
    Map<UUID, Instant> since(Collection<UUID> uids) {
        return uids.isEmpty() ? Map.of() : stalled.find(uids, before());
    }

    int count() {
        return stalled.count(before());
    }

    private Instant before() {
        return clock.instant().minus(properties.stalledAfter());
    }

    /** The state that the run will have: it ended without any child. */
    static ObjectNode cancelled(ObjectNode run) {
        ObjectNode copy = run.deepCopy();
        copy.withObjectProperty("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "False")
                .put("reason", "Cancelled");
        return copy;
    }

    /**
     * Ends the previous attempt, if it is stalled.
     *
     * @throws ClusterUnavailableException when it did not end in time, or has made progress in the meantime
     */
    void replace(RetryRequest request) {
        List<PipelineRunRecord> attempts =
                records.attempts(Set.of(request.baseUid())).getOrDefault(request.baseUid(), List.of());
        attempts.stream()
                .filter(attempt -> attempt.retryNumber() == request.retryNumber() - 1
                        && attempt.namespace().equals(request.namespace())
                        && !attempt.status().isDone())
                .filter(attempt -> since(Set.of(attempt.uid())).containsKey(attempt.uid()))
                .findFirst()
                .ifPresent(this::end);
    }

    private void end(PipelineRunRecord attempt) {
        cluster.cancel(attempt.namespace(), attempt.name(), attempt.uid());
        LOG.atInfo()
                .addKeyValue("run", attempt.namespace() + "/" + attempt.name())
                .log("Cancelled a retry that made no progress");
        ObjectNode ended = ended(attempt);
        recorder.record(List.of(new Observation.Seen(ended)), clock.instant());
        if (!ended.path("status").path("childReferences").isEmpty()) {
            throw new ClusterUnavailableException("%s/%s made progress in the meantime and was cancelled"
                    .formatted(attempt.namespace(), attempt.name()));
        }
    }

    private ObjectNode ended(PipelineRunRecord attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            ObjectNode run = cluster.pipelineRun(attempt.namespace(), attempt.name())
                    .filter(found -> attempt.uid()
                            .toString()
                            .equals(found.path("metadata").path("uid").asString("")))
                    .orElseThrow(() -> new ClusterUnavailableException(
                            "%s/%s is gone".formatted(attempt.namespace(), attempt.name())));
            if (RunState.of(run).status().isDone()) {
                return run;
            }
            pause();
        }
        throw new ClusterUnavailableException(
                "%s/%s is being cancelled".formatted(attempt.namespace(), attempt.name()));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterUnavailableException("interrupted");
        }
    }
}
