package io.tektonretry.history.recording;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class LineageLinksIT {

    private static final String LINEAGES = """
            select concat_ws(' ', r.name, coalesce(root.name, '?'), r.attempt_number, coalesce(origin.name, '-'), r.retry_inferred)
              from pipeline_run r
              left join pipeline_run root on root.uid = r.root_uid
              left join pipeline_run origin on origin.uid = r.retry_of_uid
             order by r.root_uid, r.created_at, r.attempt_number
            """;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcOperations operations;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @RepeatedTest(10)
    void areTheSameInWhateverOrderTheRunsAreSeen() {
        List<ClusterObject> runs = new ArrayList<>(List.of(
                pipelineRun("a"),
                pipelineRun("a-r1").createdAfter(10).retryOf("a", "a", 1),
                pipelineRun("a-r2").createdAfter(20).retryOf("a", "a-r1", 2),
                rerun("a-r-x7k2p", "a").createdAfter(30),
                pipelineRun("a-r-x7k2p-r1").createdAfter(40).retryOf("a-r-x7k2p", "a-r-x7k2p", 1),
                rerun("a-r-x7k2p-r-b4m9q", "a-r-x7k2p").createdAfter(50)));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Collections.shuffle(runs, random);
        List<ClusterObject> created = new ArrayList<>(runs);
        created.removeIf(run ->
                run.json().at("/metadata/labels").path(TektonKeys.RETRY_NUMBER).isMissingNode());
        for (ClusterObject run : runs) {
            if (!created.isEmpty() && random.nextBoolean()) {
                create(created.remove(0));
            }
            record(run);
        }
        created.forEach(this::create);
        assertThat(lineages())
                .as("seed %d", seed)
                .containsExactly(
                        "a a 1 - f",
                        "a-r1 a 2 a f",
                        "a-r2 a 3 a-r1 f",
                        "a-r-x7k2p a 1 a t",
                        "a-r-x7k2p-r1 a 2 a-r-x7k2p f",
                        "a-r-x7k2p-r-b4m9q a 1 a-r-x7k2p t");
    }

    @Test
    void meanTheNewestRunOfANameThatIsOlderThanTheRerun() {
        record(rerun("again", "nightly").createdAfter(30));
        record(pipelineRun("nightly"));
        assertThat(lineages()).containsExactly("nightly nightly 1 - f", "again nightly 1 nightly t");
        ClusterObject successor = pipelineRun("nightly").createdAfter(20);
        record(successor.with(
                json -> json.withObject("metadata").put("uid", uid("successor").toString())));
        ClusterObject later = pipelineRun("nightly").createdAfter(40);
        record(later.with(
                json -> json.withObject("metadata").put("uid", uid("later").toString())));
        assertThat(jdbc.sql("select retry_of_uid from pipeline_run where name = 'again'")
                        .query(UUID.class)
                        .single())
                .isEqualTo(uid("successor"));
        assertThat(jdbc.sql("select string_agg(attempt_number::text, ',' order by created_at) from pipeline_run")
                        .query(String.class)
                        .single())
                .isEqualTo("1,1,1,1");
    }

    @Test
    void goByOurLabelsWhereTheLabelOfTheDashboardNamesTheSameRun() {
        ClusterObject retried = pipelineRun("nightly");
        record(retried);
        ClusterObject successor = pipelineRun("nightly").createdAfter(20);
        record(successor.with(
                json -> json.withObject("metadata").put("uid", uid("successor").toString())));
        ClusterObject retry = rerun("nightly-r1", "nightly").createdAfter(30).retryOf("nightly", "nightly", 1);
        record(retry.with(
                json -> json.withObject("metadata").putObject("annotations").put(TektonKeys.RETRY_OF_NAME, "nightly")));
        record(rerun("again", "nightly-r1")
                .createdAfter(40)
                .retryOf("nightly", "nightly", 1)
                .with(json ->
                        json.withObject("metadata").putObject("annotations").put(TektonKeys.RETRY_OF_NAME, "nightly")));

        assertThat(retried("nightly-r1")).isEqualTo(uid("nightly"));
        assertThat(retried("again")).isEqualTo(uid("nightly-r1"));
    }

    private UUID retried(String name) {
        return jdbc.sql("select retry_of_uid from pipeline_run where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
    }

    @Test
    void keepTheNumberOfARetryWhoseEarlierAttemptsNobodySaw() {
        create(pipelineRun("a-r3").retryOf("a", "a-r2", 3));
        assertThat(lineages()).containsExactly("a-r3 ? 4 - f");
    }

    @Test
    void markWhatLabelsAloneClaim() {
        record(pipelineRun("a"));
        create(pipelineRun("a-r1").createdAfter(5).retryOf("a", "a", 1));
        record(pipelineRun("a-r49").createdAfter(6).retryOf("a", "a", 49));
        record(pipelineRun("a-r2147483646").createdAfter(7).retryOf("a", "a-r1", 2147483646));
        record(pipelineRun("a-copy").createdAfter(8).retryOf("a", "a", 1));
        create(pipelineRun("a-r2").createdAfter(9).retryOf("a", "a-r1", 2));
        assertThat(lineages())
                .containsExactly(
                        "a a 1 - f",
                        "a-r1 a 2 a f",
                        "a-r49 a 1 a t",
                        "a-r2147483646 a 1 a-r1 t",
                        "a-copy a 1 a t",
                        "a-r2 a 3 a-r1 f");
        assertThat(jdbc.sql(
                                "select name from pipeline_run where retry_number > 0 or requested_by is not null order by name")
                        .query(String.class)
                        .list())
                .containsExactly("a-r1", "a-r2");
    }

    @Test
    void takeAnyNumberInALabelForText() {
        record(pipelineRun("a-r99999999999999999999")
                .retryOf("a", "a", 1)
                .label(TektonKeys.RETRY_NUMBER, "99999999999999999999"));
        record(pipelineRun("a-r-1").retryOf("a", "a", -1));
        assertThat(lineages()).hasSize(2).allMatch(line -> line.endsWith(" 1 - f"));
    }

    @Test
    void reachNoOtherNamespace() {
        record(pipelineRun("a").namespace("victims"));
        record(pipelineRun("a-r1").createdAfter(5).retryOf("a", "a", 1));
        record(rerun("again", "a").createdAfter(6));
        create(pipelineRun("a-r2").namespace("victims").createdAfter(9).retryOf("a", "a", 1));
        assertThat(lineages())
                .containsExactlyInAnyOrder("a a 1 - f", "a-r2 a 2 a f", "a-r1 a-r1 1 - f", "again again 1 - f");
    }

    @Test
    void endInACircleOfForgedLabels() {
        record(pipelineRun("a-r1").retryOf("b-r1", "b-r1", 1));
        record(pipelineRun("b-r1").retryOf("a-r1", "a-r1", 1));
        record(pipelineRun("c-r1").label(TektonKeys.ROOT_UID, "no uid").label(TektonKeys.RETRY_NUMBER, "1"));
        assertThat(lineages()).hasSize(3);
    }

    @Test
    void endInALongChainOfForgedLabels() {
        record(pipelineRun("run-0"));
        IntStream.range(1, 150)
                .forEach(i -> record(pipelineRun("run-" + i).createdAfter(i).retryOf("run-0", "run-" + (i - 1), 1)));
        assertThat(lineages()).hasSize(150);
        assertThat(jdbc.sql("select count(*) from pipeline_run where root_uid = ?")
                        .param(uid("run-0"))
                        .query(Integer.class)
                        .single())
                .isEqualTo(100);
    }

    /** All that hang together are read at once, and whoever may create runs can label any number of them. */
    @Test
    void findNoPlaceBesideTooMany() {
        record(pipelineRun("a"));
        create(pipelineRun("a-r1").createdAfter(1).retryOf("a", "a", 1));
        jdbc.sql("""
                        insert into pipeline_run
                        select (jsonb_populate_record(
                                   r, jsonb_build_object('uid', gen_random_uuid(), 'name', 'copy-' || i))).*
                          from pipeline_run r cross join generate_series(1, 998) i
                         where r.name = 'a'
                        """).update();

        record(rerun("again", "a").createdAfter(6));
        record(pipelineRun("claims").createdAfter(7).retryOf("a", "a", 1));
        create(pipelineRun("a-r2").createdAfter(8).retryOf("a", "a-r1", 2));
        record(pipelineRun("a").version(2));

        assertThat(jdbc.sql("select name from pipeline_run where root_uid = ? and name not like 'copy-%' order by name")
                        .param(uid("a"))
                        .query(String.class)
                        .list())
                .containsExactly("a", "a-r1", "a-r2");
        assertThat(jdbc.sql("select count(*) from pipeline_run where retry_inferred")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static ClusterObject rerun(String name, String original) {
        return pipelineRun(name).label(TektonKeys.DASHBOARD_RERUN_OF, original);
    }

    /** What the request that made the run records. */
    private void create(ClusterObject object) {
        new MadeByRequests(jdbc).of(List.of(object.seen()));
        UUID uid = UUID.fromString(object.json().at("/metadata/uid").asString());
        recorder.recordCreated(object.json(), uid, Instant.now(), new Exchange(operations));
    }

    private void record(ClusterObject object) {
        recorder.record(List.of(object.seen()), Instant.now());
    }

    private List<String> lineages() {
        return jdbc.sql(LINEAGES).query(String.class).list();
    }
}
