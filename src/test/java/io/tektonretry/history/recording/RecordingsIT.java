package io.tektonretry.history.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class RecordingsIT {

    private static final Instant NOTICED = Instant.parse("2026-11-24T08:00:00Z");

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @TestFactory
    @TestsFault(14)
    Stream<DynamicTest> leaveTheRowsOfTheirLastStatesInWhateverOrderTheyArrive() {
        return Recording.all()
                .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> {
                    Map<String, List<String>> expected = rowsAfter(List.of(recording.observations()));
                    assertThat(expected.get("pipeline_run")).isNotEmpty();
                    assertThat(withoutTasks(rowsAfter(List.of(recording.lastObservations()))))
                            .isEqualTo(withoutTasks(expected));
                    long seed = new Random().nextLong();
                    assertThat(rowsAfter(shuffled(recording.observations(), new Random(seed))))
                            .as("seed %d", seed)
                            .isEqualTo(expected);
                }));
    }

    /** The reason why a task was skipped is the only thing that earlier states leave behind. */
    private static Map<String, List<String>> withoutTasks(Map<String, List<String>> rows) {
        Map<String, List<String>> others = new TreeMap<>(rows);
        others.remove("pipeline_task");
        return others;
    }

    private Map<String, List<String>> rowsAfter(List<List<Observation>> batches) {
        HistoryDump dump = new HistoryDump(jdbc);
        dump.clear();
        batches.forEach(batch -> recorder.record(batch, NOTICED));
        return dump.rows();
    }

    /** Some observations twice, all in any order, in batches of any size. */
    private static List<List<Observation>> shuffled(List<Observation> observations, Random random) {
        List<Observation> all = new ArrayList<>(observations);
        observations.stream().filter(observation -> random.nextInt(3) == 0).forEach(all::add);
        Collections.shuffle(all, random);
        List<List<Observation>> batches = new ArrayList<>();
        while (!all.isEmpty()) {
            List<Observation> batch = all.subList(0, Math.min(all.size(), 1 + random.nextInt(7)));
            batches.add(List.copyOf(batch));
            batch.clear();
        }
        return batches;
    }
}
