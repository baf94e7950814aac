package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What several callers do to one failed run while processes die and the network breaks, and what must be true after it healed. */
final class Story {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ApiServerDouble cluster;
    private final List<Replica> replicas;
    private final MovedClock clock;
    private final FailedRun run;
    private final Instant later;
    private final List<Act> acts;
    private final List<Fate> fates = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<RetryResult> answers = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    Story(long seed, ApiServerDouble cluster, List<Replica> replicas, MovedClock clock) {
        this.cluster = cluster;
        this.replicas = replicas;
        this.clock = clock;
        RandomGenerator random = new SplittableRandom(seed);
        String scenario = random.nextBoolean()
                ? "a-chain-stops-at-its-middle-task"
                : "the-failed-run-is-deleted-while-its-retry-uses-its-volume";
        this.run = FailedRun.of(scenario, "story-" + seed, cluster, replicas.get(0));
        this.later = clock.instant().plus(Duration.ofHours(1));
        this.acts = Stream.generate(() -> Act.draw(random))
                .limit(1 + random.nextInt(4))
                .toList();
    }

    List<Act> acts() {
        return acts;
    }

    /** Plays the acts one after the other, heals everything, lets the schedulers finish, asks again, and looks at what came of it. */
    void tell() throws InterruptedException {
        for (Act act : acts) {
            begin(act);
        }
        cluster.faults(Fault.NONE);
        fates.forEach(Fate::wake);
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
        assertThat(failures).isEmpty();
        clock.move(Duration.ofHours(2));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(this::isSettled);
        List<RetryResult> lastAnswers = acts.stream()
                .map(act -> replicas.get(act.replica()).retry(command(act)))
                .toList();
        check(lastAnswers);
    }

    private void begin(Act act) throws InterruptedException {
        cluster.faults(new Lies(act.lies(), act.truths()));
        Fate fate = new Fate(act.fate(), act.step());
        Thread thread = new Thread(() -> fate.befall(() -> play(act)), "act");
        thread.setUncaughtExceptionHandler((dead, failure) -> failures.add(failure));
        fates.add(fate);
        threads.add(thread);
        thread.start();
        fate.awaitReached();
    }

    private void play(Act act) {
        Replica replica = replicas.get(act.replica());
        if (!act.carries()) {
            answers.add(replica.retry(command(act)));
            return;
        }
        for (RetryRequest request : requests()) {
            try {
                replica.complete(request.id());
            } catch (ClusterUnavailableException e) {
                assertThat(act.lies()).isNotEqualTo(Lies.Kind.NONE);
            }
        }
    }

    private RetryCommand command(Act act) {
        return run.command(act.key(), act.isDelayed() ? later : null);
    }

    private boolean isSettled() {
        replicas.forEach(Replica::look);
        return replicas.get(0).scheduled(run.namespace()) == 0;
    }

    private void check(List<RetryResult> lastAnswers) {
        assertThat(run.retries()).as("runs after %s", lastAnswers).hasSize(1);
        ObjectNode retry = run.retries().get(0);
        UUID uid = UUID.fromString(retry.at("/metadata/uid").asString());
        assertThat(requests()).allMatch(request -> request.state().isFinal());
        assertThat(requests())
                .filteredOn(request -> request.state() == RetryRequestState.CREATED)
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.createdUid()).isEqualTo(uid);
                    assertThat(retry.path("metadata").path("annotations").path(TektonKeys.REQUEST_ID))
                            .hasToString("\"" + request.id() + "\"");
                });
        assertThat(answers)
                .filteredOn(
                        answer -> answer.request() != null && answer.refusals().isEmpty())
                .allMatch(accepted -> created(accepted.request()).equals(uid));
        assertThat(answers).allMatch(answer -> answer.createdRun() == null || uid.equals(answer.createdRun()));
        assertThat(lastAnswers).allMatch(answer -> uid.equals(answer.createdRun()) || isRefusedFor(answer, uid));
        assertThat(retry.path("spec").has("status")).isFalse();
        assertThat(replicas.get(0).recordedRetries(run.uid())).containsExactly(uid);
        retry.at("/spec/workspaces")
                .valueStream()
                .map(workspace ->
                        workspace.at("/persistentVolumeClaim/claimName").asString(""))
                .filter(claim -> !claim.isEmpty())
                .forEach(claim -> isOwned(claim, uid));
    }

    private UUID created(@Nullable RetryRequest accepted) {
        UUID id = Objects.requireNonNull(accepted).id();
        return requests().stream()
                .filter(request -> request.id().equals(id))
                .map(RetryRequest::createdUid)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing came of the accepted request " + id));
    }

    private static boolean isRefusedFor(RetryResult answer, UUID uid) {
        return answer.refusals().stream()
                .allMatch(refusal -> uid.toString().equals(refusal.relatedRun())
                        || refusal.code() == RefusalCode.IDEMPOTENCY_KEY_REUSED);
    }

    private void isOwned(String claim, UUID by) {
        ObjectNode volume =
                cluster.find("PersistentVolumeClaim", run.namespace(), claim).orElseThrow();
        assertThat(volume.at("/metadata/ownerReferences")
                        .valueStream()
                        .map(owner -> owner.path("uid").asString()))
                .containsOnlyOnce(by.toString());
    }

    private List<RetryRequest> requests() {
        return replicas.get(0).requestsIn(run.namespace());
    }
}
