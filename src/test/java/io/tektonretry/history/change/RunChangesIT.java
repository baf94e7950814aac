package io.tektonretry.history.change;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.database.DatabaseProperties;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.SharedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

@HistoryContext
class RunChangesIT {

    private static final DatabaseProperties LIMITS =
            new DatabaseProperties(Duration.ofSeconds(25), DataSize.ofMegabytes(32));

    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

    @Autowired
    RunRecorder recorder;

    @Autowired
    RunChanges changes;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcOperations operations;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
        jdbc.sql("truncate change").update();
    }

    /** As where the URL has the credentials. */
    @Test
    void areHintedAtWithoutAUserAndAPasswordOfTheirOwn() throws InterruptedException {
        try (ChangeNotifications hints =
                new ChangeNotifications(new WithoutCredentials(SharedPostgres.database("history")), LIMITS)) {
            hints.await(Duration.ofMillis(1));
            assertThat(jdbc.sql(
                                    "select count(*) from pg_stat_activity where application_name = 'tekton-retry hints' and datname = current_database()")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    /** A database that the URL alone says how to get into. */
    private record WithoutCredentials(JdbcConnectionDetails database) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return "%s%suser=%s&password=%s"
                    .formatted(
                            database.getJdbcUrl(),
                            database.getJdbcUrl().contains("?") ? "&" : "?",
                            database.getUsername(),
                            database.getPassword());
        }

        @Override
        public @Nullable String getUsername() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }

    @Test
    void tellThatARunWhichWasSeenBeforeIsARetryOfOurs() {
        record(pipelineRun("a").running().seen());
        ClusterObject retry = pipelineRun("a-r1").createdAfter(9).retryOf("a", "a", 1);
        record(retry.seen());
        new MadeByRequests(jdbc).of(List.of(retry.seen()));

        recorder.recordCreated(retry.json(), ClusterObject.uid("a-r1"), NOW, new Exchange(operations));

        assertThat(kinds(ChangeScope.ALL))
                .containsExactly("1 RUN_CREATED a", "2 RUN_CREATED a-r1", "3 RETRY_CREATED a", "4 RUN_UPDATED a-r1");
    }

    @Test
    void tellTheLifeOfARunInItsOrder() {
        record(pipelineRun("a").seen());
        record(
                pipelineRun("a").version(2).running().seen(),
                taskRun("a", "compile").running().seen());
        record(
                taskRun("a", "compile").version(4).ended("False", "Failed").seen(),
                pipelineRun("a")
                        .version(5)
                        .naming("compile")
                        .ended("False", "Failed")
                        .seen());
        record(pipelineRun("a")
                .version(6)
                .naming("compile")
                .ended("False", "Failed")
                .label("looked", "at")
                .seen());
        record(pipelineRun("a")
                .version(6)
                .ended("False", "Failed")
                .label("looked", "at")
                .deleted());

        assertThat(kinds(ChangeScope.ALL))
                .containsExactly(
                        "1 RUN_CREATED a",
                        "2 TASK_UPDATED a compile",
                        "3 RUN_UPDATED a",
                        "4 TASK_UPDATED a compile",
                        "5 RUN_FINISHED a",
                        "6 RUN_UPDATED a",
                        "7 RUN_UPDATED a");
    }

    @Test
    void holdNothingThatWasKnownAlready() {
        Observation run = pipelineRun("a").version(5).running().seen();
        Observation older = pipelineRun("a").version(4).seen();
        Observation gone = pipelineRun("a").version(6).running().deleted();
        record(run);
        record(run);
        record(older);
        record(gone);
        recorder.record(List.of(gone), NOW.plusSeconds(1));

        assertThat(kinds(ChangeScope.ALL)).containsExactly("1 RUN_CREATED a", "2 RUN_FINISHED a");
    }

    @Test
    void tellARunThatAnotherOneRetriesIt() {
        record(pipelineRun("a").ended("False", "Failed").seen());
        record(pipelineRun("a-r1").createdAfter(9).retryOf("a", "a", 1).seen());

        assertThat(kinds(ChangeScope.run(ClusterObject.uid("a"))))
                .containsExactly("1 RUN_CREATED a", "2 RUN_FINISHED a", "4 RETRY_CREATED a");
        assertThat(kinds(ChangeScope.lineage(ClusterObject.uid("a"))))
                .hasSize(4)
                .contains("3 RUN_CREATED a-r1");
    }

    @Test
    void areReadByNamespace() {
        record(pipelineRun("a").seen(), pipelineRun("b").namespace("other").seen());

        assertThat(kinds(ChangeScope.in(List.of("other")))).containsExactly("2 RUN_CREATED b");
    }

    @Test
    void getTheirPlaceOnlyWhenTheOneBeforeIsCommitted() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        CompletableFuture<Void> second = transaction.execute(status -> {
            record(pipelineRun("a").seen());
            CompletableFuture<Void> later = CompletableFuture.runAsync(() -> recorder.record(
                    List.of(
                            taskRun("nobody", "compile").seen(),
                            pipelineRun("a").version(2).seen()),
                    NOW));
            Assertions.assertThatThrownBy(() -> later.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            return later;
        });
        second.get(10, TimeUnit.SECONDS);

        assertThat(kinds(ChangeScope.ALL)).containsExactly("1 RUN_CREATED a", "2 RUN_UPDATED a");
    }

    @Test
    void loseNothingBetweenTwoWritersAndAReader() {
        record(IntStream.range(0, 4)
                .mapToObj(i -> pipelineRun("run" + i).seen())
                .toArray(Observation[]::new));
        List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                    for (int version = 2; version <= 60; version++) {
                        recorder.record(
                                List.of(pipelineRun("run" + writer)
                                        .version(version)
                                        .running()
                                        .seen()),
                                NOW);
                    }
                }))
                .toList();

        List<Long> read = new ArrayList<>(List.of(0L));
        while (!writers.stream().allMatch(CompletableFuture::isDone)
                || last(read) < changes.span().newest()) {
            changes.after(last(read), changes.span().newest(), ChangeScope.ALL, 7)
                    .forEach(change -> read.add(change.seq()));
        }

        assertThat(writers).allSatisfy(writer -> assertThat(writer).isCompleted());
        assertThat(read)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, 4 + 4 * 59).boxed().toList());
    }

    @Test
    void areForgottenFromTheOldestOnButForTheNewest() {
        for (int version = 1; version <= 10; version++) {
            record(pipelineRun("a").version(version).seen());
        }
        assertThat(changes.span().reachesBackTo(0)).isTrue();
        assertThat(changes.forget(Instant.now().minusSeconds(60), 100)).isZero();
        assertThat(changes.forget(Instant.now().plusSeconds(60), 4)).isEqualTo(4);
        assertThat(changes.span()).isEqualTo(new ChangeSpan(4, 10));
        assertThat(changes.span().reachesBackTo(4)).isTrue();
        assertThat(changes.span().reachesBackTo(3)).isFalse();
        assertThat(changes.span().reachesBackTo(11)).isFalse();
        assertThat(changes.forget(Instant.now().plusSeconds(60), 100)).isEqualTo(5);
        assertThat(changes.span()).isEqualTo(new ChangeSpan(9, 10));
    }

    private void record(Observation... observations) {
        recorder.record(List.of(observations), NOW);
    }

    private static long last(List<Long> places) {
        return places.get(places.size() - 1);
    }

    private List<String> kinds(ChangeScope scope) {
        return changes.after(0, changes.span().newest(), scope, 100).stream()
                .map(change -> change.seq() + " " + change.kind() + " " + name(change)
                        + (change.taskName() == null ? "" : " " + change.taskName()))
                .toList();
    }

    private String name(RunChange change) {
        return jdbc.sql("select name from pipeline_run where uid = :uid")
                .param("uid", change.runUid())
                .query(String.class)
                .single();
    }
}
