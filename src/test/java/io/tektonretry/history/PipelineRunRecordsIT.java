package io.tektonretry.history;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.PipelineRunFilter.Label;
import io.tektonretry.history.PipelineRunFilter.Label.Operator;
import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.StatementLog;
import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.Window;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class PipelineRunRecordsIT {

    @Autowired
    RunRecorder recorder;

    @Autowired
    PipelineRunRecords runs;

    @Autowired
    PipelineRunList list;

    @Autowired
    StatementLog statements;

    @Autowired
    JdbcClient jdbc;

    /** Two a second, the even ones in {@code ci}, the odd ones in {@code cd}; every fifth has failed. */
    @BeforeEach
    void recordTwenty() {
        new HistoryDump(jdbc).clear();
        List<Observation> observations = IntStream.range(0, 20)
                .mapToObj(i -> pipelineRun("run-" + i)
                        .namespace(i % 2 == 0 ? "ci" : "cd")
                        .createdAfter(i / 2)
                        .label(TektonKeys.PIPELINE, "pipeline-" + i % 3)
                        .label("team", i < 10 ? "red" : "blue")
                        .ended(i % 5 == 0 ? "False" : "True", i % 5 == 0 ? "Failed" : "Succeeded")
                        .seen())
                .toList();
        recorder.record(observations, Instant.now());
    }

    @Test
    void pageFromTheNewestToTheOldestAndBack() {
        List<String> all = names(list.after(PipelineRunFilter.ALL, null, 100));
        assertThat(all).hasSize(20).doesNotHaveDuplicates();
        List<String> forward = new ArrayList<>();
        Window<PipelineRunRecord> page = list.after(PipelineRunFilter.ALL, null, 7);
        forward.addAll(names(page));
        while (page.hasNext()) {
            page = list.after(PipelineRunFilter.ALL, last(page).position(), 7);
            forward.addAll(names(page));
        }
        assertThat(forward).isEqualTo(all);
        Window<PipelineRunRecord> back =
                list.before(PipelineRunFilter.ALL, last(page).position(), 7);
        assertThat(names(back)).isEqualTo(all.subList(12, 19));
        assertThat(back.hasNext()).isTrue();
        assertThat(names(list.before(PipelineRunFilter.ALL, null, 7))).isEqualTo(all.subList(13, 20));
        assertThat(list.before(PipelineRunFilter.ALL, back.getContent().get(0).position(), 12)
                        .hasNext())
                .isFalse();
    }

    @Test
    void pageThroughSeveralNamespacesInOneOrder() {
        PipelineRunFilter both = inNamespaces("cd", "ci", "cd");
        Window<PipelineRunRecord> first = list.after(both, null, 13);
        Window<PipelineRunRecord> second = list.after(both, last(first).position(), 13);
        List<String> all = names(list.after(PipelineRunFilter.ALL, null, 100));
        assertThat(names(first)).isEqualTo(all.subList(0, 13));
        assertThat(names(second)).isEqualTo(all.subList(13, 20));
        assertThat(names(list.after(inNamespaces("cd"), null, 100))).hasSize(10);
        assertThat(names(list.after(inNamespaces("nowhere"), null, 100))).isEmpty();
    }

    @Test
    void areFilteredByEverythingAtOnce() {
        PipelineRunFilter filter = PipelineRunFilter.where()
                .namespaces(List.of("ci"))
                .pipelineNames(List.of("pipeline-0", "pipeline-1"))
                .statuses(List.of(PipelineRunStatus.FAILED))
                .labels(List.of(
                        new Label("team", Operator.IN, List.of("red", "blue")),
                        new Label("team", Operator.IN, List.of())))
                .created(new PipelineRunFilter.Span(START, START.plusSeconds(9)))
                .reasons(List.of("Failed", "PipelineRunTimeout"))
                .finished(new PipelineRunFilter.Span(START.plusSeconds(60), START.plusSeconds(61)))
                .latestAttemptOnly(true)
                .build();
        assertThat(names(list.after(filter, null, 10))).containsExactly("run-10", "run-0");
        assertThat(names(list.after(withLabel("team", "green"), null, 10))).isEmpty();
        assertThat(names(list.after(withLabel("other"), null, 10))).isEmpty();
        assertThat(names(list.after(withLabel("team", "red"), null, 20))).hasSize(10);
    }

    @Test
    void areFilteredByTheirEndAndItsReason() {
        recorder.record(
                List.of(
                        pipelineRun("running").running().seen(),
                        pipelineRun("late").ended("False", "PipelineRunTimeout").seen()),
                Instant.now());

        assertThat(names(list.after(ended(60, 61), null, 100)))
                .hasSize(21)
                .contains("late")
                .doesNotContain("running");
        assertThat(names(list.after(ended(60, 61, "PipelineRunTimeout"), null, 100)))
                .containsExactly("late");
        assertThat(names(list.after(ended(0, 60), null, 100))).isEmpty();
        assertThat(names(list.after(ended(61, 99), null, 100))).isEmpty();
    }

    /** A list asks SQL and a subscription asks the filter itself. */
    @Test
    void areTheSameToAFilterInSqlAndInMemory() {
        recorder.record(
                List.of(
                        pipelineRun("running").running().seen(),
                        pipelineRun("late").ended("False", "PipelineRunTimeout").seen()),
                Instant.now());
        List<PipelineRunRecord> all =
                list.after(PipelineRunFilter.ALL, null, 100).getContent();
        for (PipelineRunFilter filter : List.of(
                ended(60, 61),
                ended(60, 61, "PipelineRunTimeout", "Failed"),
                ended(0, 60),
                ended(61, 99),
                inNamespaces("ci"),
                withLabel("team", "red"),
                withLabel("team"),
                withLabel("team", Operator.NOT_IN, "red", "green"),
                withLabel("team", Operator.NOT_IN, "red", "blue"),
                withLabel("team", Operator.EXISTS),
                withLabel("team", Operator.NOT_EXISTS),
                withLabel("other", Operator.NOT_IN, "red"),
                withLabel("other", Operator.NOT_EXISTS),
                PipelineRunFilter.where().reasons(List.of("Failed")).build(),
                PipelineRunFilter.where().nameContains("run-1").build(),
                PipelineRunFilter.where().nameContains("_").build(),
                PipelineRunFilter.where().retriedBy("ann").build(),
                PipelineRunFilter.where().longerThan(Duration.ofSeconds(59)).build(),
                PipelineRunFilter.where().shorterThan(Duration.ofSeconds(60)).build(),
                PipelineRunFilter.where()
                        .started(new PipelineRunFilter.Span(START, null))
                        .build(),
                PipelineRunFilter.where()
                        .pipelineNames(List.of("pipeline-0"))
                        .created(new PipelineRunFilter.Span(START.plusSeconds(2), START.plusSeconds(5)))
                        .build())) {
            assertThat(all.stream().filter(filter::includes).map(PipelineRunRecord::name))
                    .as("%s", filter)
                    .containsExactlyElementsOf(names(list.after(filter, null, 100)));
        }
    }

    private static PipelineRunFilter ended(long from, long to, String... reasons) {
        return PipelineRunFilter.where()
                .reasons(List.of(reasons))
                .finished(new PipelineRunFilter.Span(START.plusSeconds(from), START.plusSeconds(to)))
                .build();
    }

    @Test
    void leaveOutWhatALaterAttemptReplaced() {
        List<Observation> retry = List.of(pipelineRun("run-0-r1")
                .createdAfter(60)
                .retryOf("run-0", "run-0", 1)
                .seen());
        recorder.record(
                List.of(pipelineRun("run-1-r1")
                        .createdAfter(60)
                        .namespace("elsewhere")
                        .retryOf("run-1", "run-1", 1)
                        .seen()),
                Instant.now());
        new MadeByRequests(jdbc).of(retry);
        recorder.record(retry, Instant.now());
        PipelineRunFilter latest =
                PipelineRunFilter.where().latestAttemptOnly(true).build();
        assertThat(names(list.after(latest, null, 100)))
                .hasSize(21)
                .contains("run-0-r1", "run-1", "run-1-r1")
                .doesNotContain("run-0");
        assertThat(runs.lineages(List.of(uid("run-0"))).get(uid("run-0")))
                .extracting(PipelineRunRecord::name)
                .containsExactly("run-0", "run-0-r1");
    }

    @Test
    void areCountedUpToABound() {
        assertThat(list.count(PipelineRunFilter.ALL, 1000)).isEqualTo(new BoundedCount(20, true));
        assertThat(list.count(PipelineRunFilter.ALL, 20)).isEqualTo(new BoundedCount(20, true));
        assertThat(list.count(PipelineRunFilter.ALL, 19)).isEqualTo(new BoundedCount(19, false));
        assertThat(list.count(inNamespaces("ci", "cd"), 19)).isEqualTo(new BoundedCount(19, false));
    }

    @Test
    void costOneStatementAPageWithoutOffset() {
        assertThat(statements.during(() -> list.after(PipelineRunFilter.ALL, null, 5)))
                .singleElement()
                .asString()
                .doesNotContain("offset");
    }

    @Test
    void areTheNewestOfAName() {
        recorder.record(
                List.of(pipelineRun("run-1")
                        .namespace("cd")
                        .createdAfter(99)
                        .with(json -> json.withObject("metadata")
                                .put("uid", uid("newer").toString()))
                        .seen()),
                Instant.now());
        assertThat(runs.findNewest("cd", "run-1")).get().returns(uid("newer"), PipelineRunRecord::uid);
        assertThat(runs.findNewest("cd", "run-2")).isEmpty();
        assertThat(runs.findByUid(uid("nobody"))).isEmpty();
    }

    private static PipelineRunFilter inNamespaces(String... namespaces) {
        return PipelineRunFilter.where().namespaces(List.of(namespaces)).build();
    }

    private static PipelineRunFilter withLabel(String key, String... values) {
        return withLabel(key, Operator.IN, values);
    }

    private static PipelineRunFilter withLabel(String key, Operator operator, String... values) {
        return PipelineRunFilter.where()
                .labels(List.of(new Label(key, operator, List.of(values))))
                .build();
    }

    private static List<String> names(Window<PipelineRunRecord> page) {
        return page.getContent().stream().map(PipelineRunRecord::name).toList();
    }

    private static PipelineRunRecord last(Window<PipelineRunRecord> page) {
        return page.getContent().get(page.getContent().size() - 1);
    }
}
