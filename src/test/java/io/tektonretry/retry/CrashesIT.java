package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets processes die, stand still and lose the network at every step of a retry, with two replicas on one database.
 *
 * <p>{@code -Dretry.stories=N} sets how many stories are told, {@code -Dretry.seed=S} tells one again.
 */
@TestMethodOrder(OrderAnnotation.class)
class CrashesIT {

    private static final int STORIES = Integer.getInteger("retry.stories", 20);

    private static final String CHAIN = "a-chain-stops-at-its-middle-task";

    private static final ApiServerDouble cluster = ApiServerDouble.start();
    private static final MovedClock clock = new MovedClock();
    private static List<Replica> replicas = List.of();

    @BeforeAll
    static void start() {
        replicas = List.of(Replica.start(cluster, "crashes", clock), Replica.start(cluster, "crashes", clock));
    }

    @AfterAll
    static void stop() {
        replicas.forEach(Replica::close);
        cluster.close();
        assertThat(cluster.refusals()).as("what the chart does not grant").isEmpty();
    }

    @TestFactory
    @TestsFault(2)
    Stream<DynamicTest> everyStoryEndsWithOneRun() {
        Long only = Long.getLong("retry.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, STORIES) : LongStream.of(only);
        return seeds.mapToObj(seed -> dynamicTest("seed " + seed, () -> endsWithOneRun(seed)));
    }

    @Test
    void aRunThatCameAndWentBeforeTheEyesOfTheMirrorIsNotMadeAgain() {
        FailedRun run = FailedRun.of(CHAIN, "seen", cluster, replicas.get(0));
        ObjectNode made = dieOnceItIsMade(run);
        replicas.get(0).recorder().record(List.of(new Observation.Deleted(delete(made))), clock.instant());
        ObjectNode theirs = cluster.create(copyOf(made));
        replicas.get(0).recorder().record(List.of(new Observation.Seen(theirs)), clock.instant());

        settle(run);

        assertThat(request(run)).returns(RetryRequestState.CREATED, RetryRequest::state);
        assertThat(request(run).createdUid())
                .hasToString(made.at("/metadata/uid").asString());
        assertThat(run.retries()).containsExactly(theirs);
    }

    @Test
    void aRunThatMayHaveComeAndGoneUnseenIsNotMadeAgainUnasked() {
        FailedRun run = FailedRun.of(CHAIN, "unseen", cluster, replicas.get(0));
        delete(dieOnceItIsMade(run));
        Instant now = clock.instant();
        replicas.get(0)
                .followed()
                .reached(
                        "PipelineRun",
                        "unseen",
                        1,
                        2,
                        now,
                        List.of(new Gap(
                                0, "PipelineRun", "unseen", GapReason.DOWNTIME, 1L, now.minusSeconds(60), 2L, now)));

        settle(run);

        assertThat(run.retries()).isEmpty();
        assertThat(request(run).state()).isEqualTo(RetryRequestState.REFUSED);
        assertThat(Objects.requireNonNull(request(run).refused()).code())
                .isEqualTo(RefusalCode.RETRY_OUTCOME_UNKNOWN.name());
        assertThat(replicas.get(0).retry(run.command(null, null)).createdRun()).isNotNull();
        assertThat(run.retries()).hasSize(1);
    }

    @Test
    void aRunThatMayHaveComeIsNotMadeAgainUntilTheMirrorKnows() {
        FailedRun run = FailedRun.of(CHAIN, "late", cluster, replicas.get(0));
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (creates(request)) {
                    throw new Fault.ConnectionCut();
                }
                return Optional.empty();
            }
        });
        replicas.get(0).retry(run.command(null, null));
        cluster.faults(Fault.NONE);
        see(run, clock.instant().plus(Duration.ofMinutes(1)));
        clock.move(Duration.ofMinutes(5));

        assertThatExceptionOfType(ClusterUnavailableException.class)
                .isThrownBy(() -> replicas.get(1).complete(request(run).id()))
                .withMessage("it is not known yet whether late/app-release-glc9x-r1 was created");
        assertThat(run.retries()).isEmpty();

        see(run, clock.instant());
        settle(run);
        assertThat(request(run).state()).isEqualTo(RetryRequestState.CREATED);
        assertThat(run.retries()).hasSize(1);
    }

    private static void endsWithOneRun(long seed) throws InterruptedException {
        Story story = new Story(seed, cluster, replicas, clock);
        try {
            story.tell();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Tell it again with -Dretry.seed=%d: %s%n%s".formatted(seed, story.acts(), e), e);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void whatAClosedReplicaLeavesIsDoneOnceByANewOne() throws Exception {
        List<FailedRun> runs = IntStream.range(0, 12)
                .mapToObj(i -> FailedRun.of(CHAIN, "left-" + i, cluster, replicas.get(0)))
                .toList();
        replicas.get(0)
                .jdbc()
                .sql("update retry_pace set used_up = :at")
                .param("at", clock.instant().plusSeconds(60).atOffset(ZoneOffset.UTC))
                .update();
        for (int i = 0; i < runs.size(); i++) {
            FailedRun run = runs.get(i);
            switch (i % 3) {
                case 0 -> run.askAndDieOnceAccepted(replicas.get(0));
                case 1 -> replicas.get(0).retry(run.bulkCommand(i));
                default ->
                    replicas.get(0).retry(run.command(null, clock.instant().plus(Duration.ofHours(1))));
            }
        }
        HeldUp heldUp = new HeldUp();
        cluster.faults(heldUp);
        clock.move(Duration.ofMinutes(2));
        replicas.forEach(Replica::look);
        heldUp.creating.await();
        List<Thread> closings =
                replicas.stream().map(replica -> new Thread(replica::close)).toList();
        closings.forEach(Thread::start);
        await().until(() ->
                replicas.stream().allMatch(replica -> replica.context().isClosed()));
        heldUp.released.countDown();
        for (Thread closing : closings) {
            closing.join();
        }
        assertThat(runs)
                .as("some are left, others are done")
                .anyMatch(run -> run.retries().isEmpty());

        replicas = List.of(Replica.start(cluster, "crashes", clock));
        clock.move(Duration.ofHours(2));

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            replicas.forEach(Replica::look);
            assertThat(runs).allMatch(run -> replicas.get(0).scheduled(run.namespace()) == 0);
        });
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.retries()).hasSize(1);
            assertThat(request(run).state()).isEqualTo(RetryRequestState.CREATED);
        });
        assertThat(heldUp.created).hasValue(runs.size());
    }

    /** Holds up whoever creates a run, and counts what was created. */
    private static final class HeldUp implements Fault {

        private final CountDownLatch creating = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger created = new AtomicInteger();

        @Override
        public void beforeAnswer(ApiRequest request) {
            if (creates(request) && request.resource().equals("pipelineruns")) {
                created.incrementAndGet();
                creating.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static boolean creates(ApiRequest request) {
        return request.method().equals("POST") && !request.query().containsKey("dryRun");
    }

    private static ObjectNode dieOnceItIsMade(FailedRun run) {
        run.askAndDie(replicas.get(0), CrashesIT::creates);
        return run.retries().get(0);
    }

    /** The last state of the object. */
    private static ObjectNode delete(ObjectNode object) {
        ObjectNode last = object.deepCopy();
        last.withObject("/metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        cluster.play(
                JsonMapper.shared().createObjectNode().put("type", "DELETED").set("object", last));
        return last;
    }

    /** What somebody else makes of the same manifest. */
    private static ObjectNode copyOf(ObjectNode made) {
        ObjectNode copy = made.deepCopy();
        copy.withObject("/metadata").remove(List.of("uid", "resourceVersion", "creationTimestamp", "annotations"));
        copy.remove("status");
        return copy;
    }

    private static void see(FailedRun run, Instant upTo) {
        replicas.get(0)
                .jdbc()
                .sql("update followed_kind set reached_at = :at where namespace = :namespace")
                .param("at", upTo.atOffset(ZoneOffset.UTC))
                .param("namespace", run.namespace())
                .update();
    }

    /** Lets the schedulers do what is due. */
    private static void settle(FailedRun run) {
        clock.move(Duration.ofMinutes(10));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            replicas.forEach(Replica::look);
            return replicas.get(0).scheduled(run.namespace()) == 0;
        });
    }

    private static RetryRequest request(FailedRun run) {
        List<RetryRequest> requests = replicas.get(0).requestsIn(run.namespace());
        return requests.get(requests.size() - 1);
    }
}
