package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.report.FlakinessOrder;
import io.tektonretry.report.FlakinessReport;
import io.tektonretry.report.Percentiles;
import io.tektonretry.report.ReportGroup;
import io.tektonretry.report.ReportInterval;
import io.tektonretry.report.ReportScope;
import io.tektonretry.report.RetryFigures;
import io.tektonretry.report.RetryLength;
import io.tektonretry.report.RetryReport;
import io.tektonretry.report.RetryReportRow;
import io.tektonretry.report.RetryWorthReport;
import io.tektonretry.report.TaskFlakiness;
import io.tektonretry.report.fact.ReportFacts;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random histories: the figures, which are kept up to date step by step, equal those computed from the recorded rows. */
@GraphQlContext
class ReportedFiguresIT {

    private static final Instant FIRST_DAY = START.truncatedTo(ChronoUnit.DAYS);

    @Autowired
    Recorded recorded;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ReportFacts facts;

    @Autowired
    FlakinessReport flakiness;

    @Autowired
    RetryWorthReport worth;

    @Autowired
    RetryReport retries;

    private int compared;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theFiguresAreThoseOfTheRecordedRows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            lineage(random, "run-" + i);
            if (random.nextInt(4) == 0) {
                catchUp();
            }
            if (random.nextInt(4) == 0) {
                changeOne(random);
            }
        }
        compare(new PlainFigures(jdbc));
        for (int i = 0; i < 10; i++) {
            changeOne(random);
        }
        compare(new PlainFigures(jdbc));
    }

    @Test
    void deletedRunsKeepTheirFiguresAlsoWhileTheyAreBeingDeleted() {
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            lineage(random, "run-" + i);
        }
        catchUp();
        PlainFigures before = new PlainFigures(jdbc);

        touch("run-1");
        jdbc.sql("delete from task_attempt").update();
        jdbc.sql("delete from task_run").update();
        compare(before);

        touch("run-1");
        jdbc.sql("delete from pipeline_task").update();
        jdbc.sql("delete from pipeline_run").update();
        compare(before);
    }

    @Test
    void figuresAreForgottenByTheAgeOfTheLineage() {
        Random random = new Random(8);
        for (int i = 0; i < 12; i++) {
            lineage(random, "run-" + i);
        }
        catchUp();
        Instant middle = FIRST_DAY.plus(4, ChronoUnit.DAYS);
        facts.forget(middle, 3);
        while (facts.forget(middle, 3)) {}
        jdbc.sql("""
                        delete from task_attempt where task_run_uid in (
                            select t.uid from task_run t join pipeline_run r on r.uid = t.pipeline_run_uid
                              join pipeline_run b on b.uid = r.base_uid where b.finished_at < :at)
                        """).param("at", middle.atOffset(ZoneOffset.UTC)).update();
        jdbc.sql("""
                        update pipeline_run r set status = 'RUNNING'
                         where exists (select 1 from pipeline_run b where b.uid = r.base_uid and b.finished_at < :at)
                        """).param("at", middle.atOffset(ZoneOffset.UTC)).update();

        compare(new PlainFigures(jdbc));
        facts.forget(FIRST_DAY.plus(100, ChronoUnit.DAYS), 1_000);
        facts.forget(FIRST_DAY.plus(100, ChronoUnit.DAYS), 1_000);
        assertThat(Stream.of(
                                "run_fact",
                                "attempt_fact",
                                "report_day",
                                "duration_day",
                                "flaky_group",
                                "retry_outcome",
                                "report_series")
                        .map(table -> jdbc.sql("select count(*) from " + table)
                                .query(Long.class)
                                .single()))
                .containsOnly(0L);
    }

    /** The feed keeps its changes for some time only. */
    @Test
    void changesThatTheFeedHasLostAreFoundByLookingAtAllRuns() {
        Random random = new Random(9);
        for (int i = 0; i < 6; i++) {
            lineage(random, "run-" + i);
        }
        catchUp();
        for (int i = 6; i < 12; i++) {
            lineage(random, "run-" + i);
        }
        jdbc.sql("delete from change where seq < (select max(seq) from change)").update();

        compare(new PlainFigures(jdbc));
    }

    private void lineage(Random random, String name) {
        ReportedHistory history = new ReportedHistory(recorder, jdbc);
        int minute = random.nextInt(8 * 24 * 60);
        String commit = random.nextInt(5) == 0 ? "" : "c" + random.nextInt(4);
        String branch = random.nextInt(3) == 0 ? "topic" : "main";
        String[] tasks = tasks(random);
        if (random.nextInt(4) == 0) {
            history.runIn("hidden", name, minute, commit, tasks);
            return;
        }
        history.run(name, minute, commit, branch, tasks);
        for (int retry = 1; retry <= 2 && random.nextInt(2) == 0; retry++) {
            String[] again = Stream.of(tasks)
                    .filter(task -> random.nextInt(3) > 0)
                    .map(task -> task.replaceFirst("=.*", "=" + letters(random)))
                    .toArray(String[]::new);
            history.retry(name + "-r" + retry, name, retry, minute + 60 * retry, commit, again);
            touch(name + "-r" + retry);
        }
    }

    private static String[] tasks(Random random) {
        return Stream.of("test", "lint", "build-0", "build-1")
                .filter(task -> random.nextInt(5) > 0)
                .map(task -> task + "=" + letters(random))
                .toArray(String[]::new);
    }

    private static String letters(Random random) {
        StringBuilder letters = new StringBuilder();
        do {
            letters.append("PPPPFFFFITC".charAt(random.nextInt(11)));
        } while (letters.charAt(letters.length() - 1) != 'P' && random.nextInt(3) == 0);
        return letters.toString();
    }

    /** As late events do. */
    private void changeOne(Random random) {
        List<String> names = jdbc.sql("select name from pipeline_run order by name")
                .query(String.class)
                .list();
        String name = names.get(random.nextInt(names.size()));
        String change = switch (random.nextInt(6)) {
            case 0 -> "update pipeline_run set retry_automatic = not retry_automatic where name = :name";
            case 1 ->
                "update pipeline_run set finished_at = finished_at + interval '%d s' where name = :name"
                        .formatted(random.nextInt(900));
            case 2 ->
                "update pipeline_run set leaves_tasks = not leaves_tasks, starts_anew = not starts_anew"
                        + " where name = :name and retry_number > 0";
            case 3 ->
                "update task_attempt set failure_class = 'INFRASTRUCTURE' where status = 'FAILED' and task_run_uid in (select uid from task_run where starts_with(name, :name || '-'))";
            case 4 ->
                "update task_attempt set finished_at = finished_at + interval '%d s' where task_run_uid in (select uid from task_run where starts_with(name, :name || '-t'))"
                        .formatted(random.nextInt(90));
            default ->
                "update pipeline_task set child_names = '[]' where name = 'lint' and pipeline_run_uid = (select uid from pipeline_run where name = :name)";
        };
        jdbc.sql(change).param("name", name).update();
        names.stream()
                .filter(one -> one.equals(name) || one.startsWith(name + "-") || one.startsWith(name))
                .forEach(this::touch);
    }

    /** As the recorder announces changes. */
    private void touch(String name) {
        jdbc.sql("""
                        insert into change (seq, at, kind, run_uid, root_uid, namespace)
                        select (select coalesce(max(seq), 0) + 1 from change), now(), 'RUN_UPDATED', uid, root_uid, namespace
                          from pipeline_run where uid = :uid
                        """).param("uid", uid(name)).update();
    }

    private void catchUp() {
        while (facts.advance(7)) {}
    }

    private void compare(PlainFigures plain) {
        catchUp();
        for (ReportScope scope : List.of(
                scope(0, 12, List.of(), null), scope(2, 5, List.of(), null), scope(0, 12, List.of("ci"), "main"))) {
            assertThat(flakiness.of(scope, FlakinessOrder.EXECUTIONS, 0, 100).rows().stream()
                            .map(ReportedFiguresIT::text)
                            .sorted())
                    .as("flakiness of %s", scope)
                    .containsExactlyElementsOf(plain.flakiness(scope));
            assertThat(worth.of(scope, 100).rows().stream()
                            .map(row -> "%s %s %s %s: %d/%d"
                                    .formatted(
                                            row.namespace(),
                                            row.pipelineName(),
                                            row.taskName(),
                                            row.failureClass(),
                                            row.recovered().count(),
                                            row.recovered().total()))
                            .sorted())
                    .as("worth of retries in %s", scope)
                    .containsExactlyElementsOf(plain.worth(scope));
            for (ReportGroup group : ReportGroup.values()) {
                ReportInterval interval = INTERVALS.get(compared++ % INTERVALS.size());
                assertThat(retries.of(scope, group, interval, EnumSet.allOf(RetryLength.class), 100).rows().stream()
                                .flatMap(ReportedFiguresIT::texts)
                                .sorted())
                        .as("retries by %s and %s of %s", group, interval, scope)
                        .containsExactlyElementsOf(
                                plain.retries(scope, group == ReportGroup.TASK, key(group), bucket(interval)));
            }
        }
    }

    private static final List<ReportInterval> INTERVALS =
            List.of(ReportInterval.HOUR, ReportInterval.DAY, ReportInterval.WEEK);

    private static Function<Instant, String> bucket(ReportInterval interval) {
        return at -> {
            Instant day = at.truncatedTo(ChronoUnit.DAYS);
            Instant start = switch (interval) {
                case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
                case WEEK ->
                    day.atOffset(ZoneOffset.UTC)
                            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                            .toInstant();
                default -> day;
            };
            return start.toString();
        };
    }

    private static Function<List<String>, String> key(ReportGroup group) {
        return names -> switch (group) {
            case NAMESPACE -> names.get(0);
            case PIPELINE -> String.join(" ", names.subList(0, 2));
            case TASK -> String.join(" ", names.subList(0, 3));
            case REPOSITORY -> names.get(3);
        };
    }

    private static ReportScope scope(int from, int to, List<String> namespaces, @Nullable String branch) {
        return new ReportScope(
                FIRST_DAY.plus(from, ChronoUnit.DAYS),
                FIRST_DAY.plus(to, ChronoUnit.DAYS),
                namespaces,
                List.of(),
                List.of(),
                List.of(),
                branch);
    }

    private static String text(TaskFlakiness row) {
        return "%s %s %s: %d %d %d inputs %d/%d commit %d/%d flips %d/%d broken %d wasted %d %d last %s"
                .formatted(
                        row.namespace(),
                        row.pipelineName(),
                        row.taskName(),
                        row.attempts(),
                        row.failures(),
                        row.infrastructureFailures(),
                        row.sameInputs().count(),
                        row.sameInputs().total(),
                        row.sameCommit().count(),
                        row.sameCommit().total(),
                        row.flips(),
                        row.comparedPairs(),
                        row.brokenStreaks(),
                        row.computeWastedFlaky().toMillis(),
                        row.computeWastedNotFlaky().toMillis(),
                        row.lastFlakeAt() == null ? "" : row.lastFlakeAt());
    }

    private static Stream<String> texts(RetryReportRow row) {
        String key = Stream.of(row.namespace(), row.pipelineName(), row.taskName(), row.repository())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        List<String> texts = new ArrayList<>();
        texts.add("%s : %s".formatted(key, text(row.figures())));
        row.buckets().forEach(bucket -> texts.add("%s %s: %s".formatted(key, bucket.start(), text(bucket.figures()))));
        return texts.stream();
    }

    private static String text(RetryFigures figures) {
        return "%d %d %d/%d manual %d automatic %d saved %d wasted %d time %s recovery %s whole %s retry %s"
                .formatted(
                        figures.runs(),
                        figures.failedRuns(),
                        figures.recovered().count(),
                        figures.recovered().total(),
                        figures.manualRetries(),
                        figures.automaticRetries(),
                        figures.computeSaved().toMillis(),
                        figures.computeWasted().toMillis(),
                        figures.timeSaved() == null ? "" : figures.timeSaved().toMillis(),
                        text(figures.timeToRecovery()),
                        text(figures.duration()),
                        text(figures.retryDuration()));
    }

    private static String text(@Nullable Percentiles lengths) {
        return lengths == null
                ? ""
                : "%d %d %d".formatted(lengths.p50().toMillis(), lengths.p95().toMillis(), lengths.sampleSize());
    }
}
