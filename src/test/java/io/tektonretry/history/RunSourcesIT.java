package io.tektonretry.history;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.SameCommitRuns.Wanted;
import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.source.RunSource;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.history.source.SourceProvider;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.Window;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** What runs were built from, as it is recorded and found. */
@HistoryContext
class RunSourcesIT {

    private static final String PAC = "pipelinesascode.tekton.dev/";

    @Autowired
    RunRecorder recorder;

    @Autowired
    PipelineRunRecords runs;

    @Autowired
    PipelineRunList list;

    @Autowired
    SameCommitRuns sameCommit;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @Test
    void areRecordedWithTheRunAndWithItsChanges() {
        record(built("one", "unit", "c1"));
        assertThat(runs.findByUid(uid("one")).orElseThrow().source())
                .isEqualTo(new RunSource(SourceProvider.GITHUB, "acme/app", "c1", "add-page", "7", "unit", null));

        record(built("one", "lint", "c2").version(2));
        assertThat(runs.findByUid(uid("one")).orElseThrow().source())
                .extracting(RunSource::job, RunSource::revision)
                .containsExactly("lint", "c2");

        record(pipelineRun("plain"));
        assertThat(runs.findByUid(uid("plain")).orElseThrow().source()).isNull();
    }

    /** Tekton gives a run with an embedded pipeline its own name as that of its Pipeline. */
    @Test
    void nameAnEmbeddedPipelineByItsJob() {
        record(
                built("app-ci-x7k2p", "app-ci", "c1").with(RunSourcesIT::embedPipeline),
                pipelineRun("alone").with(RunSourcesIT::embedPipeline),
                pipelineRun("alone-r1").with(json -> {
                    embedPipeline(json);
                    json.withObject("/metadata/labels").put("tektonretry.io/pipeline", "alone");
                    json.withObject("/metadata/annotations").put("tektonretry.io/root-name", "alone");
                }),
                pipelineRun("release").with(json -> {
                    json.withObject("/metadata/labels").put("tekton.dev/pipeline", "release");
                    json.withObject("/spec").putObject("pipelineRef").put("name", "release");
                }));

        assertThat(runs.findByUid(uid("app-ci-x7k2p")).orElseThrow().pipelineName())
                .isEqualTo("app-ci");
        assertThat(runs.findByUid(uid("alone")).orElseThrow().pipelineName()).isNull();
        assertThat(runs.findByUid(uid("alone-r1")).orElseThrow().pipelineName()).isNull();
        assertThat(runs.findByUid(uid("release")).orElseThrow().pipelineName()).isEqualTo("release");
    }

    private static void embedPipeline(ObjectNode json) {
        json.withObject("/spec").remove("pipelineRef");
        json.withObject("/spec").putObject("pipelineSpec").putArray("tasks");
        json.withObject("/metadata/labels")
                .put("tekton.dev/pipeline", json.at("/metadata/name").asString());
    }

    @Test
    void loseNoRunWhateverItSays() {
        String wide = "\ud83d\ude00";
        record(
                built("wide", random(wide, 100), random(wide, 50))
                        .with(json -> annotate(json, "url-repository", random(wide, 125))),
                built("nul", "a\0b", "c1"),
                built("huge", "j".repeat(100_000), "c1"));

        assertThat(runs.findByUids(List.of(uid("wide"), uid("nul"), uid("huge"))))
                .hasSize(3)
                .filteredOn(run -> run.uid().equals(uid("wide")))
                .singleElement()
                .satisfies(run -> assertThat(run.source().repository()).hasSize(255));
    }

    /** A list asks SQL and a subscription asks the filter itself. */
    @Test
    void areTheSameToAFilterInSqlAndInMemory() {
        record(
                built("a", "unit", "c1"),
                built("b", "lint", "c1").createdAfter(1),
                built("c", "unit", "c2").createdAfter(2).namespace("cd"),
                pipelineRun("d").createdAfter(3));
        List<PipelineRunRecord> all =
                list.after(PipelineRunFilter.ALL, null, 100).getContent();
        Stream.of(
                        SourceFilter.ANY,
                        new SourceFilter(null, "acme/app", null, null, null, null),
                        new SourceFilter(null, null, "c1", null, null, null),
                        new SourceFilter(SourceProvider.GITHUB, "acme/app", "c1", "add-page", "7", "unit"),
                        new SourceFilter(SourceProvider.GITLAB, "acme/app", null, null, null, null),
                        new SourceFilter(null, "acme/app", null, null, "8", null),
                        new SourceFilter(null, "acme/app", null, "main", null, null))
                .map(RunSourcesIT::filter)
                .forEach(filter -> assertThat(
                                all.stream().filter(filter::includes).map(PipelineRunRecord::name))
                        .as("%s", filter)
                        .containsExactlyElementsOf(names(list.after(filter, null, 100))));
        PipelineRunFilter ofCommit = filter(new SourceFilter(null, "acme/app", "c1", null, null, null));
        assertThat(names(list.after(ofCommit, null, 100))).containsExactly("b", "a");
        assertThat(names(list.after(ofCommit.in(List.of("cd", "ci")), null, 100)))
                .containsExactly("b", "a");
        assertThat(list.count(ofCommit, 10)).isEqualTo(new BoundedCount(2, true));
    }

    @Test
    void tellWhichRunsAreOfOneJobAndCommit() {
        List<Observation> seen = List.of(
                built("a", "unit", "c1").seen(),
                built("b", "unit", "c1").createdAfter(1).seen(),
                built("c", "unit", "c1").createdAfter(2).seen(),
                built("a-r1", "unit", "c1").createdAfter(3).retryOf("a", "a", 1).seen(),
                built("child", "unit", "c1").createdAfter(3).ownedBy("a").seen(),
                built("elsewhere", "unit", "c1").namespace("cd").seen(),
                built("lint", "lint", "c1").seen(),
                built("later", "unit", "c2").seen(),
                pipelineRun("plain").seen(),
                pipelineRun("plainer").seen());
        new MadeByRequests(jdbc).of(seen);
        recorder.record(seen, Instant.now());

        var found = sameCommit.find(Stream.of("a", "a-r1", "b", "plain", "later")
                .flatMap(name -> Stream.of(new Wanted(uid(name), 1), new Wanted(uid(name), 100)))
                .toList());

        assertThat(siblings(found.get(new Wanted(uid("a"), 100)))).containsExactly("c", "b");
        assertThat(siblings(found.get(new Wanted(uid("a"), 1)))).containsExactly("c");
        assertThat(siblings(found.get(new Wanted(uid("a-r1"), 100)))).containsExactly("c", "b");
        assertThat(siblings(found.get(new Wanted(uid("b"), 100)))).containsExactly("c", "a");
        assertThat(found.get(new Wanted(uid("plain"), 100))).isEmpty();
        assertThat(found.get(new Wanted(uid("later"), 100))).isEmpty();
    }

    @Test
    void leaveTheNewestOfEachJobAtACommit() {
        List<Observation> seen = List.of(
                built("a", "unit", "c1").seen(),
                built("b", "unit", "c1").createdAfter(1).seen(),
                built("a-r1", "unit", "c1").createdAfter(2).retryOf("a", "a", 1).seen(),
                built("b-r1", "unit", "c1").createdAfter(3).retryOf("b", "b", 1).seen(),
                built("child", "unit", "c1").createdAfter(4).ownedBy("b").seen(),
                built("lint", "lint", "c1").seen(),
                built("earlier", "unit", "c0").seen(),
                built("elsewhere", "unit", "c1").namespace("cd").createdAfter(5).seen(),
                built("other-request", "unit", "c1")
                        .with(json -> annotate(json, "pull-request", "8"))
                        .createdAfter(6)
                        .seen(),
                built("no-request", "unit", "c1")
                        .with(json -> annotate(json, "pull-request", ""))
                        .createdAfter(7)
                        .seen(),
                pipelineRun("plain").seen(),
                pipelineRun("plainer").createdAfter(1).seen());
        new MadeByRequests(jdbc).of(seen);
        recorder.record(seen, Instant.now());

        PipelineRunFilter newest = PipelineRunFilter.where().newestPerJob(true).build();

        String[] left = {
            "b", "b-r1", "child", "lint", "earlier", "elsewhere", "other-request", "no-request", "plain", "plainer"
        };
        assertThat(names(list.after(newest, null, 100))).containsExactlyInAnyOrder(left);
        assertThat(names(list.after(newest.in(List.of("ci", "cd")), null, 100))).containsExactlyInAnyOrder(left);
        assertThat(names(list.after(newest.latest(List.of()), null, 100)))
                .containsExactlyInAnyOrder(
                        "b-r1",
                        "child",
                        "lint",
                        "earlier",
                        "elsewhere",
                        "other-request",
                        "no-request",
                        "plain",
                        "plainer");
        List<UUID> all = list.after(PipelineRunFilter.ALL, null, 100).getContent().stream()
                .map(PipelineRunRecord::uid)
                .toList();
        assertThat(all).hasSize(12);
        assertThat(runs.newestOfJob(all))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(left).map(ClusterObject::uid).toList());
    }

    private void record(ClusterObject... objects) {
        recorder.record(Stream.of(objects).map(ClusterObject::seen).toList(), Instant.now());
    }

    /** A run of Pipelines-as-Code for a pull request. */
    private static ClusterObject built(String name, String job, String revision) {
        return pipelineRun(name).with(json -> {
            annotate(json, "git-provider", "github");
            annotate(json, "url-org", "acme");
            annotate(json, "url-repository", "app");
            annotate(json, "source-branch", "add-page");
            annotate(json, "pull-request", "7");
            annotate(json, "original-prname", job);
            annotate(json, "sha", revision);
        });
    }

    private static void annotate(ObjectNode run, String key, String text) {
        run.withObjectProperty("metadata").withObjectProperty("annotations").put(PAC + key, text);
    }

    /** Nothing that compresses. */
    private static String random(String first, int characters) {
        StringBuilder text = new StringBuilder(first);
        new Random(characters).ints(characters - 1, 0x20000, 0x2a000).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static PipelineRunFilter filter(SourceFilter source) {
        return PipelineRunFilter.where().source(source).build();
    }

    private static List<String> names(Window<PipelineRunRecord> page) {
        return page.getContent().stream().map(PipelineRunRecord::name).toList();
    }

    private static List<String> siblings(List<PipelineRunRecord> runs) {
        return runs.stream().map(PipelineRunRecord::name).toList();
    }
}
