package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tektonretry.TestsFault;
import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.tekton.watch.EvidenceKind;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NewEvidenceTest {

    private static final ObjectNode TASK_RUN = ClusterEvidence.json("""
            {"kind": "TaskRun", "metadata": {"namespace": "ci", "name": "build", "uid": "00000000-0000-0000-0000-000000000001"}}
            """);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final NewEvidence fresh = new NewEvidence(10_000, new EvidenceMetrics(meters), Clock.systemUTC());

    @Test
    @TestsFault(7)
    void dropsTheOldestEventsWhenTooMuchWaits() throws InterruptedException {
        fresh.seen(EvidenceKind.POD, pod("one"));
        for (int number = 1; number <= 1000; number++) {
            fresh.seen(EvidenceKind.TASK_RUN_EVENT, event(number));
        }
        int kept = fresh.size();
        assertThat(kept).isBetween(2, 100);
        assertThat(dropped()).isEqualTo(1001 - kept);
        NewEvidence.Batch batch = fresh.take(1001, Duration.ZERO);
        assertThat(batch.podStates()).hasSize(1);
        assertThat(batch.eventStates())
                .extracting(RunEvent::count)
                .startsWith(1002 - kept)
                .endsWith(1000);
    }

    @Test
    void keepsTheRoomWhenEvidenceIsPutBack() throws InterruptedException {
        for (int number = 1; number <= 1000; number++) {
            fresh.seen(EvidenceKind.TASK_RUN_EVENT, event(number));
        }
        int kept = fresh.size();
        NewEvidence.Batch batch = fresh.take(1000, Duration.ZERO);
        for (int number = 1001; number <= 1010; number++) {
            fresh.seen(EvidenceKind.TASK_RUN_EVENT, event(number));
        }
        fresh.putBack(batch);
        assertThat(fresh.size()).isEqualTo(kept);
        assertThat(dropped()).isEqualTo(1010 - kept);
    }

    @Test
    void takesAPodForGoneBehindItsLastState() throws InterruptedException {
        fresh.seen(EvidenceKind.POD, pod("one"));
        fresh.seen(EvidenceKind.POD, pod("other"));
        fresh.vanished(EvidenceKind.POD, UUID.randomUUID());
        assertThat(fresh.take(1, Duration.ZERO).vanished()).isEmpty();
        assertThat(fresh.take(1, Duration.ZERO).vanished()).hasSize(1);
        assertThat(fresh.size()).isZero();
    }

    private double dropped() {
        return meters.counter("mirror.evidence", "outcome", "dropped").count();
    }

    private static ObjectNode event(int number) {
        return ClusterEvidence.event(TASK_RUN, "Failed" + number, number, 1);
    }

    private static ObjectNode pod(String name) {
        return ClusterEvidence.pod(TASK_RUN, name, 1, "{}");
    }
}
