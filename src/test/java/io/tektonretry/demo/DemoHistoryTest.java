package io.tektonretry.demo;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.SimulatedCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DemoHistoryTest {

    private static final Instant NOW = Instant.parse("2026-03-18T15:20:00Z");

    private final List<Sketch> history = DemoHistory.until(NOW, 7);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(DemoHistory.until(NOW, 7)).isEqualTo(history);
        assertThat(written()).isEqualTo(written());
    }

    @Test
    void isOfAllPipelinesInThirtyDays() {
        assertThat(history).hasSizeBetween(400, 1000);
        assertThat(history)
                .allMatch(sketch -> Duration.between(sketch.at(), NOW).toDays() <= 30);
        assertThat(history.stream().collect(groupingBy(Sketch::pipeline))).containsOnlyKeys(DemoCatalog.ALL);
    }

    @Test
    void givesEachObjectANameOfItsOwnThatKubernetesTakes() {
        List<WrittenRun> runs = written();
        assertThat(runs).extracting(WrittenRun::name).doesNotHaveDuplicates();
        assertThat(runs)
                .flatExtracting(WrittenRun::children)
                .allSatisfy(child ->
                        assertThat(child.at("/metadata/name").asString()).matches("[a-z0-9-]{1,63}"));
    }

    @Test
    void leavesNoReferenceOpenInWhatHasRun() {
        assertThat(written())
                .flatExtracting(WrittenRun::children)
                .allSatisfy(child ->
                        assertThat(child.path("spec").path("params").toString()).doesNotContain("$("));
    }

    @Test
    void writesRunsThatTheWebhookOfTektonAdmits() {
        try (SimulatedCluster cluster = SimulatedCluster.start(0, Duration.ofMillis(5), List.of())) {
            Map<DemoPipeline, List<Sketch>> byPipeline = history.stream().collect(groupingBy(Sketch::pipeline));
            byPipeline
                    .values()
                    .forEach(sketches -> cluster.api()
                            .create(new RunWriter(0).root(sketches.get(0)).run()));
            NewRuns newRuns = new NewRuns(new Random(7));
            IntStream.range(0, 40).forEach(i -> cluster.api().create(newRuns.next()));
        }
    }

    private List<WrittenRun> written() {
        RunWriter writer = new RunWriter(1);
        return history.stream().map(writer::root).toList();
    }

    @Test
    void keepsTheResultsOfWhatSucceededInARetry() {
        Sketch sketch =
                Sketch.of(DemoCatalog.TRAINING, Source.main(new Random(7)), NOW).failing("train-2", Cause.TESTS);
        RunWriter writer = new RunWriter(1);
        WrittenRun root = writer.root(sketch);
        ObjectNode run = RunMetadata.root(sketch, root.name() + "-r1", RunWriter.uid("retry"));
        WrittenRun retry =
                writer.retry(sketch, root, run, new Sketch.Again(Duration.ofMinutes(5), People.CI_BOT, null, Map.of()));
        assertThat(root.hasSucceeded()).isFalse();
        assertThat(retry.hasSucceeded()).isTrue();
        assertThat(retry.run().at("/spec/pipelineSpec/tasks"))
                .extracting(task -> task.path("name").asString())
                .containsExactly("train", "evaluate", "register");
        assertThat(retry.run().at("/spec/pipelineSpec/tasks/0/params/0/value").asString())
                .isEqualTo("s3://features/ranker/2026-03-18");
    }
}
