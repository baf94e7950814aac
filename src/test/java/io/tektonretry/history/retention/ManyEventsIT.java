package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterEvidence.event;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Whoever may write Events can write any number of them, of any length, about anything. */
class ManyEventsIT extends PrunedHistory {

    private static final ObjectNode RUN =
            pipelineRun("a").ended("False", "Failed").json();

    @Test
    void ofOneObjectAreKeptUpToABound() {
        RunEvents events = events(3, 100);
        recorder.record(List.of(new Observation.Seen(RUN)), ClusterObject.START);
        events.record(told("First", "Second"));
        events.record(told("Third"));

        events.record(told("Fourth", "Fifth"));
        events.record(List.of(RunEvent.of(event(RUN, "First", 9, 2)).orElseThrow()));

        assertThat(shown(events)).containsExactlyInAnyOrder("First 9", "Second 1", "Third 1");
    }

    @Test
    void ofAnotherNamespaceTakeNoPlace() {
        RunEvents events = events(2, 100);
        recorder.record(List.of(new Observation.Seen(RUN)), ClusterObject.START);
        ObjectNode forged = event(RUN, "Forged", 1, 1);
        forged.withObject("metadata").put("namespace", "evil");
        events.record(List.of(RunEvent.of(forged).orElseThrow()));
        events.record(told("First"));

        events.record(told("Second"));

        assertThat(shown(events)).containsExactlyInAnyOrder("First 1", "Second 1");
    }

    @Test
    void areShownUpToABoundTheNewestOnes() {
        RunEvents events = events(100, 2);
        recorder.record(List.of(new Observation.Seen(RUN)), ClusterObject.START);
        ObjectNode old = event(RUN, "Old", 1, 1);
        old.put("firstTimestamp", "2026-11-24T07:00:00Z");

        events.record(List.of(RunEvent.of(old).orElseThrow()));
        events.record(told("First", "Second"));

        assertThat(shown(events)).containsExactlyInAnyOrder("First 1", "Second 1");
    }

    @Test
    void areAsLongAsKubernetesLetsThemBe() {
        ObjectNode event = event(RUN, "Told", 1, 1);
        event.put("message", "x".repeat(1_000_000)).put("reason", "\ud83d\ude00".repeat(1_000));

        RunEvent told = RunEvent.of(event).orElseThrow();

        assertThat(told.message()).hasSize(1024).endsWith("x…");
        assertThat(told.reason()).hasSizeLessThanOrEqualTo(1024).endsWith("\ud83d\ude00…");
    }

    private RunEvents events(int perObject, int perRun) {
        return new RunEvents(jdbc, new HistoryProperties(1, perObject, perRun, 1_000));
    }

    private static List<RunEvent> told(String... reasons) {
        return Arrays.stream(reasons)
                .map(reason -> RunEvent.of(event(RUN, reason, 1, 1)).orElseThrow())
                .toList();
    }

    private static List<String> shown(RunEvents events) {
        return events.of(List.of(uid("a"))).get(uid("a")).stream()
                .map(event -> event.reason() + " " + event.count())
                .toList();
    }
}
