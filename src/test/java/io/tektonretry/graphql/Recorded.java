package io.tektonretry.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Fills the history with recordings, each as often as a test likes, under UIDs of its own. */
record Recorded(JdbcClient jdbc, RunRecorder recorder) {

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What the service does in the background may hold some of the tables and wait for others. */
    void clear() {
        await().ignoreExceptionsInstanceOf(PessimisticLockingFailureException.class)
                .until(() -> jdbc.sql(
                                        "truncate retry_definition, pipeline_run, plan_summary, pipeline_task, task_run, task_attempt, failure_log, document, document_bundle, pod_outcome, run_event,"
                                                + " retry_request, bulk_retry, scheduled_task, quarantined_object, gap, followed_kind, tombstone,"
                                                + " report_series, run_fact, attempt_fact, report_day, duration_day, flaky_group, retry_outcome")
                                .update()
                        >= 0);
    }

    void record(String recording) {
        record(Recording.of(recording).observations());
    }

    void recordFirstRun(String recording) {
        recorder.record(Recording.of(recording).observationsOfTheFirstRun(), Instant.EPOCH);
    }

    /** Records the first run in a namespace of its own, and answers its UID. */
    UUID recordFirstRun(String recording, String namespace) {
        List<Observation> moved = Recording.of(recording).observationsOfTheFirstRun().stream()
                .map(observation -> observation instanceof Observation.Seen seen
                        ? new Observation.Seen(moved(Recording.object(seen), namespace))
                        : observation)
                .toList();
        record(moved);
        return jdbc.sql("select uid from pipeline_run where namespace = ?")
                .param(namespace)
                .query(UUID.class)
                .single();
    }

    private static ObjectNode moved(ObjectNode object, String namespace) {
        ObjectNode moved = copy(object, namespace.hashCode());
        moved.withObject("/metadata").put("namespace", namespace);
        return moved;
    }

    void record(String recording, int copies) {
        record(Recording.of(recording).observations(), copies);
    }

    void recordFirstRuns(String recording, int copies) {
        record(Recording.of(recording).observationsOfTheFirstRun(), copies);
    }

    private void record(List<Observation> observations, int copies) {
        for (int i = 0; i < copies; i++) {
            int copy = i;
            List<Observation> copied = observations.stream()
                    .map(observation -> copy(observation, copy))
                    .toList();
            record(copied);
        }
    }

    private void record(List<Observation> observations) {
        new MadeByRequests(jdbc).of(observations);
        recorder.record(observations, Instant.EPOCH);
    }

    private static Observation copy(Observation observation, int copy) {
        if (observation instanceof Observation.Seen seen) {
            return new Observation.Seen(copy(Recording.object(seen), copy));
        }
        return observation instanceof Observation.Deleted deleted
                ? new Observation.Deleted(copy(Recording.object(deleted), copy))
                : observation;
    }

    private static ObjectNode copy(ObjectNode object, int copy) {
        String text = UID.matcher(object.toString())
                .replaceAll(uid -> UUID.nameUUIDFromBytes((copy + uid.group()).getBytes(UTF_8))
                        .toString());
        return (ObjectNode) JSON.readTree(text);
    }
}
