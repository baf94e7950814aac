package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What replicas say of the history, whether they keep it up to date or another one does. */
class ReadinessIT extends MirroredCluster {

    /** As by default, contact is lost before the history lags too far behind, and the leader gives up. */
    private static final MirrorProperties PROPERTIES = new MirrorProperties(
            List.of(),
            50,
            Duration.ofMillis(5),
            Duration.ofSeconds(5),
            false,
            false,
            DataSize.ofMegabytes(8),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            true,
            Duration.ofSeconds(4));

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anything", "runs"})
    void noReplicaIsReadyWhenTheHistoryIsBehindWhateverIsAway(String away) {
        try (var one = startReplica();
                var other = startReplica()) {
            await().until(() -> one.isReady() && other.isReady());
            assertThat(one.isLeading()).isNotEqualTo(other.isLeading());
            cluster.faults(away(away));
            cluster.cutWatches();
            for (var replica : List.of(one, other)) {
                await().until(() -> !replica.isReady());
                assertThat(replica.gauge("mirror.lag", "TaskRun")).isGreaterThan(3);
                await().untilAsserted(() ->
                        assertThat(replica.health().getDetails().toString()).contains("it is away"));
            }
            await().untilAsserted(() -> assertThat(openGaps())
                    .containsExactly("CustomRun NO_CONTACT", "PipelineRun NO_CONTACT", "TaskRun NO_CONTACT"));
            cluster.faults(Fault.NONE);
            List.of("PipelineRun", "TaskRun", "CustomRun").forEach(kind -> world.create(kind, "later-" + kind));
            await().until(() -> one.isReady() && other.isReady());
            healed(one);
            await().until(() -> openGaps().isEmpty());
            await().until(() -> one.gauge("mirror.lag", "TaskRun") < 3 && other.gauge("mirror.lag", "TaskRun") < 3);
        }
    }

    @Test
    void aStandbyThatCannotReadTheHistoryIsReadyNoLonger() {
        try (var one = startReplica();
                var other = startReplica()) {
            await().until(() -> one.isReady() && other.isReady());
            MirroredService standby = one.isLeading() ? other : one;
            database.mode(TcpProxy.Mode.CLOSED);
            database.cut();
            await().until(() -> !standby.isReady());
            assertThat(standby.health().getDetails()).containsKey("history");
            assertThat(standby.gauge("mirror.lag", "TaskRun")).isGreaterThan(3);
            database.mode(TcpProxy.Mode.OPEN);
            await().until(() -> one.isReady() && other.isReady());
            assertThat(openGaps()).as("the leader saw everything all the while").isEmpty();
        }
    }

    @Test
    void aStartIsAsFarBehindAsTheHistoryUntilItHasListed() {
        start().close();
        jdbc.sql("update followed_kind set reported_at = now() - interval '1 hour'")
                .update();
        cluster.faults(away("runs"));
        try (var service = mirror(cluster.url())) {
            await().until(() -> service.gauge("mirror.lag", "TaskRun") >= 3600);
            assertThat(service.isReady()).isFalse();
            cluster.faults(Fault.NONE);
            await().until(service::isReady);
            await().until(() -> service.gauge("mirror.lag", "TaskRun") == 0);
        }
    }

    @Test
    void whatIsInQuarantineIsCountedAndNoCounterIsMissingBeforeItsFirstEvent() {
        history.getBean(Quarantine.class)
                .add(new UnrecordedObject("PipelineRun", "ci", "odd", "", "1", "it is odd", new byte[] {'{', '}'}));
        try (var service = start()) {
            MeterRegistry meters = service.context().getBean(MeterRegistry.class);
            await().until(() -> meters.get("mirror.quarantined.objects").gauge().value() == 1);
            assertThat(meters.get("mirror.ghosts.resolved").counter().count()).isZero();
            assertThat(meters.get("mirror.finalizer").counters()).hasSize(4);
            assertThat(meters.get("mirror.gaps").counter().count()).isNotNegative();
        }
    }

    private MirroredService startReplica() {
        return MirroredService.start(history, cluster.url(), PROPERTIES);
    }

    private static Fault away(String what) {
        return Fault.refusing(
                503,
                "ServiceUnavailable",
                "it is away",
                request -> what.equals("anything") || request.resource().endsWith(what));
    }

    private List<String> openGaps() {
        return jdbc.sql("select kind || ' ' || reason from gap where to_time is null order by 1")
                .query(String.class)
                .list();
    }

    /** As long as a machine with more to do than it can may take. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
