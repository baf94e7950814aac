package io.tektonretry.history.evidence;

import static io.tektonretry.history.ClusterEvidence.event;
import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.retention.ForeignEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Events about one object with the same type and reason become one row. */
@HistoryContext
class FoldedEventsIT {

    private static final ObjectNode RUN =
            pipelineRun("a").naming("test").ended("False", "Failed").json();

    private static final ObjectNode TASK_RUN =
            taskRun("a", "test").ended("False", "Failed").json();

    @Autowired
    RunEvents events;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ForeignEvidence retention;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @Test
    void haveTheSumOfTheirCountsAndTheMessageOfTheNewest() {
        recorder.record(List.of(new Observation.Seen(RUN)), START);

        events.record(List.of(
                told("Running", "one", 1, 10, 5),
                told("Running", "two", 4, 30, 9),
                told("Started", "other", 1, 11, 0)));
        events.record(List.of(told("Running", "one", 3, 20, 7)));

        assertThat(events.of(List.of(ClusterObject.uid("a"))).get(ClusterObject.uid("a")))
                .extracting(event -> event.reason() + " " + event.count() + " " + event.message() + " "
                        + event.firstAt() + " " + event.lastAt())
                .containsExactlyInAnyOrder(
                        "Running 7 message two 2026-11-24T08:00:00Z 2026-11-24T08:00:09Z",
                        "Started 1 message other 2026-11-24T08:00:00Z 2026-11-24T08:00:00Z");
    }

    @Test
    void areTheSameRowsInWhateverOrderAndHoweverOftenTheyCome() {
        List<RunEvent> states = new ArrayList<>();
        int version = 0;
        for (String reason : List.of("Running", "Failed")) {
            for (ObjectNode object : List.of(RUN, TASK_RUN)) {
                for (String name : List.of("one", "two", "three")) {
                    for (int count = 1; count <= 3; count++) {
                        states.add(told(object, reason, name, count, ++version, count));
                    }
                }
            }
        }
        states.forEach(state -> events.record(List.of(state)));
        Map<String, List<String>> inOrder = new HistoryDump(jdbc).rows();
        assertThat(inOrder.get("run_event"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).contains("\"count\": 9,"));

        for (int seed = 1; seed <= 20; seed++) {
            clear();
            Random random = new Random(seed);
            List<RunEvent> shuffled = new ArrayList<>(states);
            shuffled.addAll(states);
            Collections.shuffle(shuffled, random);
            while (!shuffled.isEmpty()) {
                List<RunEvent> batch = shuffled.subList(0, Math.min(shuffled.size(), 1 + random.nextInt(30)));
                events.record(batch);
                batch.clear();
            }
            assertThat(new HistoryDump(jdbc).rows()).as("seed %d", seed).isEqualTo(inOrder);
        }
    }

    @Test
    void onlyTheirSumStaysWhenTheClusterHasDeletedThem() {
        recorder.record(List.of(new Observation.Seen(RUN)), START);
        events.record(List.of(told("Running", "one", 2, 10, 5), told("Running", "two", 3, 30, 9)));

        retention.prune(ForeignEvidence.Kind.EVENTS, START.plus(Duration.ofDays(2)), 1000);
        events.record(List.of(told("Running", "one", 2, 10, 5), told("Running", "early", 1, 29, 3)));
        assertThat(jdbc.sql("select events is null and count = 5 from run_event")
                        .query(Boolean.class)
                        .single())
                .isTrue();

        for (int times = 0; times < 2; times++) {
            events.record(List.of(told("Running", "late", 4, 31, 100), told("Running", "one", 2, 10, 5)));
        }
        assertThat(jdbc.sql("select count from run_event").query(Integer.class).list())
                .containsExactly(9);
    }

    @Test
    void countUpToTheLargestNumberThatTheApiShows() {
        events.record(List.of(told("Running", "one", Integer.MAX_VALUE, 1, 0), told("Running", "two", 5, 2, 0)));

        assertThat(jdbc.sql("select count from run_event").query(Integer.class).list())
                .containsExactly(Integer.MAX_VALUE);
    }

    private static RunEvent told(String reason, String name, int count, long version, int after) {
        return told(RUN, reason, name, count, version, after);
    }

    /** A state of the Event with this name. */
    private static RunEvent told(ObjectNode object, String reason, String name, int count, long version, int after) {
        ObjectNode event = event(object, reason, count, version);
        event.put("message", "message " + name)
                .put("lastTimestamp", START.plusSeconds(after).toString());
        UUID uid = ClusterObject.uid(object.at("/metadata/name").asString() + reason + name);
        event.withObject("metadata").put("uid", uid.toString());
        return RunEvent.of(event).orElseThrow();
    }
}
