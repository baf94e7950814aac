package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.mirror.FinalizerProperties.Mode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that wait in the cluster until they are recorded. */
class FinalizerIT extends WaitingObjects {

    private static final String FOREIGN = "chains.tekton.dev/pipelinerun";

    @ParameterizedTest
    @ValueSource(strings = {"PipelineRun", "TaskRun", "CustomRun"})
    void holdsAnObjectUntilTheStateInWhichItGoesIsRecorded(String kind) {
        try (var service = start(Mode.HOLD)) {
            create(kind, "one");
            await().until(() -> finalizers(kind, "one").equals(List.of(OURS)));
            finish(kind, "one");
            cluster.delete(kind, "ci", "one");
            await().until(() -> cluster.find(kind, "ci", "one").isEmpty());
            assertThat(released).containsExactly("one recorded");
            await().untilAsserted(() -> assertThat(ended(kind)).containsExactly("one SUCCEEDED"));
            await().until(() -> service.finalizers("held") == 1 && service.finalizers("released") == 1);
            assertThat(service.finalizers("overdue") + service.finalizers("failed"))
                    .isZero();
        }
    }

    @Test
    void putsTheFinalizerOnNothingUnlessItIsAskedTo() {
        try (var service = start(Mode.NONE)) {
            create("PipelineRun", "one");
            await().until(() -> pipelineRuns("name = 'one'") == 1);
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> pipelineRuns("deleted_at is not null") == 1);
            assertThat(service.finalizers("held")).isZero();
        }
        assertThat(released).isEmpty();
    }

    @Test
    @TestsFault(18)
    void recordsWhatEndedAndWasDeletedWhileNobodyWatched() {
        create("PipelineRun", "one");
        start(Mode.HOLD).close();
        assertThat(finalizers("PipelineRun", "one")).containsExactly(OURS);
        finish("PipelineRun", "one");
        cluster.delete("PipelineRun", "ci", "one");
        create("PipelineRun", "unheard-of", OURS);
        finish("PipelineRun", "unheard-of");
        cluster.delete("PipelineRun", "ci", "unheard-of");
        cluster.forgetHistory();
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().untilAsserted(() ->
                    assertThat(ended("PipelineRun")).containsExactly("one SUCCEEDED", "unheard-of SUCCEEDED"));
            await().until(() -> service.finalizers("released") == 2);
        }
        assertThat(released).containsOnly("one recorded", "unheard-of recorded");
    }

    @Test
    void releasesNoStateThatCameAfterTheRecordedOne() {
        create("PipelineRun", "one", OURS);
        List<Boolean> lastStateIsRecorded = new CopyOnWriteArrayList<>();
        AtomicReference<String> last = new AtomicReference<>();
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (request.method().equals("PATCH") && last.get() == null) {
                    finish("PipelineRun", "one");
                    last.set(version("PipelineRun", "one"));
                }
                return Optional.empty();
            }

            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.method().equals("PATCH")) {
                    lastStateIsRecorded.add(pipelineRuns("status = 'SUCCEEDED'") == 1);
                }
            }
        });
        try (var service = start(Mode.HOLD)) {
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> service.finalizers("released") == 1);
        }
        assertThat(last.get()).as("it ended between its record and its release").isNotNull();
        assertThat(lastStateIsRecorded).containsExactly(true);
    }

    @Test
    void leavesTheFinalizersOfOthersAlone() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "one", FOREIGN);
            await().until(() -> finalizers("PipelineRun", "one").equals(List.of(FOREIGN, OURS)));
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> finalizers("PipelineRun", "one").equals(List.of(FOREIGN)));
            change(
                    "PipelineRun",
                    "one",
                    run -> run.withObject("/metadata")
                            .putObject("annotations")
                            .put("chains.tekton.dev/signed", "true"));
            await().until(() -> pipelineRuns("resource_version = " + version("PipelineRun", "one")) == 1);
            assertThat(service.finalizers("held") + service.finalizers("released"))
                    .isEqualTo(2);
            assertThat(finalizers("PipelineRun", "one")).containsExactly(FOREIGN);
        }
    }

    @Test
    void agreesWithASecondReplicaThatDoesTheSame() {
        try (var one = start(Mode.HOLD);
                var other = start(Mode.HOLD)) {
            IntStream.range(0, 20).forEach(i -> create("PipelineRun", "run-" + i));
            await().until(() -> one.finalizers("held") + other.finalizers("held") == 20);
            IntStream.range(0, 20).forEach(i -> finish("PipelineRun", "run-" + i));
            IntStream.range(0, 20).forEach(i -> cluster.delete("PipelineRun", "ci", "run-" + i));
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> pipelineRuns("deleted_at is not null and status = 'SUCCEEDED'") == 20);
            assertThat(one.finalizers("released") + other.finalizers("released"))
                    .isEqualTo(20);
            assertThat(one.finalizers("failed") + other.finalizers("failed")).isZero();
        }
        assertThat(released).hasSizeGreaterThanOrEqualTo(20).allMatch(name -> name.endsWith(" recorded"));
    }

    @Test
    void takesTheFinalizerOffEverythingBeforeItIsTurnedOff() {
        create("PipelineRun", "one", FOREIGN);
        create("TaskRun", "other");
        try (var holding = start(Mode.HOLD)) {
            await().until(() -> holding.finalizers("held") == 2);
        }
        try (var releasing = start(Mode.RELEASE)) {
            await().until(() -> releasing.finalizers("released") == 2);
            create("TaskRun", "new");
            await().untilAsserted(() -> assertThat(count("task_run")).isEqualTo(2));
        }
        assertThat(finalizers("PipelineRun", "one")).containsExactly(FOREIGN);
        assertThat(finalizers("TaskRun", "other")).isEmpty();
        assertThat(finalizers("TaskRun", "new")).isEmpty();
    }
}
