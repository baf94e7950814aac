package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Admission;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.tekton.TektonKeys;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.node.ObjectNode;

/** Many callers, two replicas, deaths and lost answers: one run. */
class ExactlyOnceIT {

    private static final String STEPS =
            "two for each of: look-up of the key, lineage, dry run, old key, claim, create, two exchanges and the commit that "
                    + "record the run; and one more";

    private static final ApiServerDouble cluster = ApiServerDouble.start();
    private static final MovedClock clock = new MovedClock();
    private static List<Replica> replicas = List.of();

    private String namespace = "";

    @BeforeAll
    static void start() {
        replicas =
                List.of(Replica.start(cluster, "exactly-once", clock), Replica.start(cluster, "exactly-once", clock));
    }

    @AfterAll
    static void stop() {
        replicas.forEach(Replica::close);
        cluster.close();
        assertThat(cluster.refusals()).as("what the chart does not grant").isEmpty();
    }

    @BeforeEach
    void name(TestInfo test) {
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase();
    }

    @AfterEach
    void tellTheTruthAgain() {
        cluster.faults(Fault.NONE);
    }

    @Test
    @TestsFault(5)
    void twoHundredIdenticalCallsMakeOneRun() throws Exception {
        FailedRun run = failedRun(namespace);

        List<RetryResult> answers = together(200, i -> run.command("key", null));

        UUID uid = only(run);
        assertThat(answers).extracting(RetryResult::createdRun).containsOnly(uid);
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
    }

    @Test
    @TestsFault(5)
    void aHundredDifferentCallsMakeOneRunAndNameItToTheOthers() throws Exception {
        FailedRun run = failedRun(namespace);

        List<RetryResult> answers = together(100, i -> run.command("key-" + i, null));

        UUID uid = only(run);
        assertThat(answers)
                .filteredOn(answer -> answer.createdRun() != null)
                .singleElement()
                .satisfies(created -> assertThat(created.createdRun()).isEqualTo(uid));
        assertThat(answers)
                .filteredOn(answer -> answer.createdRun() == null)
                .hasSize(99)
                .allSatisfy(refused -> {
                    Refusal refusal = refused.refusals().get(0);
                    assertThat(refusal.code()).isIn(RefusalCode.RETRY_IN_PROGRESS, RefusalCode.NOT_LATEST_ATTEMPT);
                    assertThat(refusal.relatedRun()).isEqualTo(uid.toString());
                });
    }

    @Test
    @TestsFault(2)
    void aDeathAtAnyStepLeavesOneRun() throws Exception {
        int step = 0;
        Fate fate;
        do {
            step++;
            FailedRun run = failedRun(namespace + "-" + step);
            fate = new Fate(Fate.Kind.DEATH, step);
            fate.befall(() -> replicas.get(0).retry(run.command("key", null)));

            RetryResult answer = replicas.get(1).retry(run.command("key", null));

            assertThat(answer.createdRun()).as("after step %d", step).isEqualTo(only(run));
        } while (fate.isDead());
        assertThat(step).as(STEPS).isEqualTo(19);
    }

    @Test
    void theSchedulerFinishesWhatADeathLeft() throws Exception {
        FailedRun accepted = failedRun(namespace);
        FailedRun created = failedRun(namespace + "-created");
        accepted.askAndDieOnceAccepted(replicas.get(0));
        created.askAndDie(replicas.get(0), ExactlyOnceIT::createsARun);
        assertThat(accepted.retries()).isEmpty();
        assertThat(created.retries()).hasSize(1);

        clock.move(Duration.ofMinutes(2));

        await().until(() -> settled(namespace) && settled(created.namespace()));
        assertThat(state(namespace)).isEqualTo(RetryRequestState.CREATED);
        assertThat(state(created.namespace())).isEqualTo(RetryRequestState.CREATED);
        only(accepted);
        only(created);
    }

    @Test
    @TestsFault(3)
    void aLostAnswerIsFoundOutByTheName() {
        FailedRun run = failedRun(namespace);
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.method().equals("POST") && !request.query().containsKey("dryRun")) {
                    throw new ConnectionCut();
                }
            }
        });

        RetryResult answer = replicas.get(0).retry(run.command(null, null));

        assertThat(answer.createdRun()).isEqualTo(only(run));
    }

    @Test
    @TestsFault(4)
    void aNameThatSomebodyElseHasTakenIsNotTheEnd() {
        FailedRun run = failedRun(namespace);
        ObjectNode theirs = cluster.create(like("app-release-glc9x", "app-release-glc9x-r1"));

        RetryResult answer = replicas.get(0).retry(run.command("key", null));

        assertThat(answer.refusals()).isEmpty();
        assertThat(cluster.find("PipelineRun", namespace, "app-release-glc9x-r1"))
                .contains(theirs);
        ObjectNode ours = created(answer);
        assertThat(ours.at("/metadata/name").asString()).matches("app-release-glc9x-r1-[0-9a-f]{5}");
        assertThat(ours.at("/metadata/labels").path(TektonKeys.RETRY_NUMBER).asString())
                .isEqualTo("1");
    }

    @Test
    void whoeverKnowsTheRequestDoesNotMakeItsRun() {
        FailedRun run = failedRun(namespace);
        RetryResult accepted =
                replicas.get(0).retry(run.command(null, clock.instant().plus(Duration.ofMinutes(1))));
        RetryRequest request = Objects.requireNonNull(accepted.request());
        ObjectNode forged = like("app-release-glc9x", request.name());
        forged.withObject("/metadata/annotations")
                .put(TektonKeys.REQUEST_ID, request.id().toString())
                .put(TektonKeys.REQUEST_PROOF, request.id().toString());
        cluster.create(forged);

        clock.move(Duration.ofMinutes(2));
        await().until(() -> settled(namespace));

        assertThat(state(namespace)).isEqualTo(RetryRequestState.CREATED);
        assertThat(run.retries())
                .singleElement()
                .extracting(ours -> ours.at("/metadata/name").asString())
                .asString()
                .startsWith("app-release-glc9x-r1-");
    }

    @Test
    void aRunThatWasPutInThePlaceOfOursIsNotTakenForIt() throws Exception {
        FailedRun run = failedRun(namespace);
        run.askAndDie(replicas.get(0), ExactlyOnceIT::createsARun);
        ObjectNode made = run.retries().get(0);
        see(made);
        replace(made);

        replicas.get(1).retry(run.command("another", null));

        assertThat(request(namespace).state()).isEqualTo(RetryRequestState.CREATED);
        assertThat(request(namespace).createdUid())
                .hasToString(made.at("/metadata/uid").asString());
    }

    @Test
    void aRunThatMayHaveBeenPutInThePlaceOfOursUnseenIsNotTakenForIt() throws Exception {
        FailedRun run = failedRun(namespace);
        run.askAndDie(replicas.get(0), ExactlyOnceIT::createsARun);
        see(replace(run.retries().get(0)));
        Instant now = clock.instant();
        replicas.get(0)
                .followed()
                .reached(
                        "PipelineRun",
                        namespace,
                        1,
                        2,
                        now,
                        List.of(new Gap(
                                0, "PipelineRun", namespace, GapReason.DOWNTIME, 1L, now.minusSeconds(60), 2L, now)));

        replicas.get(1).retry(run.command("another", null));

        assertThat(request(namespace).state()).isEqualTo(RetryRequestState.REFUSED);
        assertThat(Objects.requireNonNull(request(namespace).refused()).code())
                .isEqualTo(RefusalCode.RETRY_OUTCOME_UNKNOWN.name());
    }

    @Test
    void aRunThatAWebhookChangesEachTimeIsOursOnceTheMirrorHasSeenIt() throws Exception {
        FailedRun run = failedRun(namespace);
        AtomicInteger calls = new AtomicInteger();
        admitting(
                created -> created.withObject("/spec")
                        .withObject("taskRunTemplate")
                        .put("serviceAccountName", "of-call-" + calls.incrementAndGet()),
                () -> run.askAndDie(replicas.get(0), ExactlyOnceIT::createsARun));

        replicas.get(1).retry(run.command("another", null));
        assertThat(request(namespace).state()).isEqualTo(RetryRequestState.CREATING);

        see(run.retries().get(0));
        replicas.get(1).retry(run.command("another", null));
        assertThat(request(namespace).state()).isEqualTo(RetryRequestState.CREATED);
        assertThat(request(namespace).createdUid()).isEqualTo(only(run));
    }

    @Test
    void aPipelineThatWasMadeForAnotherPlanIsNotUsed() throws Exception {
        FailedRun run = failedRun(namespace);
        Admission noInlineSpecs = created -> created.path("kind").asString("").equals("PipelineRun")
                        && created.path("spec").has("pipelineSpec")
                ? List.of("no inline specs")
                : List.of();
        cluster.admission(noInlineSpecs);
        try {
            run.askAndDie(
                    replicas.get(0),
                    request -> request.method().equals("POST")
                            && request.resource().equals("pipelines")
                            && !request.query().containsKey("dryRun"));
            ObjectNode pipeline =
                    cluster.find("Pipeline", namespace, "app-release-glc9x-r1").orElseThrow();
            pipeline.withObject("/metadata")
                    .put("resourceVersion", Long.toString(cluster.revision() + 1))
                    .withObject("annotations")
                    .put(TektonKeys.PLAN_VERSION, "another");
            cluster.play(pipeline.objectNode().put("type", "MODIFIED").set("object", pipeline));

            replicas.get(1).retry(run.command("another", null));

            String name = run.retries().get(0).at("/spec/pipelineRef/name").asString();
            assertThat(name).startsWith("app-release-glc9x-r1-");
            assertThat(cluster.find("Pipeline", namespace, name)).isPresent();
        } finally {
            cluster.withdraw(noInlineSpecs);
        }
    }

    @Test
    void aRetryThatMakesNoProgressIsCancelledAndReplaced() {
        FailedRun run = failedRun(namespace);
        replicas.get(0).retry(run.command(null, null));
        change(run, "Unknown", "Running");
        clock.move(Duration.ofMinutes(11));
        assertThat(replicas.get(0).retry(run.command(null, null)).refusals())
                .extracting(Refusal::code)
                .containsExactly(RefusalCode.RETRY_IN_PROGRESS);
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.method().equals("PATCH")) {
                    change(run, "False", "Cancelled");
                }
            }
        });

        RetryResult answer = replicas.get(0).retry(run.replacing());

        assertThat(answer.refusals()).isEmpty();
        assertThat(run.retries())
                .extracting(retry -> retry.at("/metadata/name").asString())
                .containsExactly("app-release-glc9x-r1", "app-release-glc9x-r2");
        assertThat(run.retries().get(0).at("/spec/status").asString()).isEqualTo("Cancelled");
    }

    @Test
    void aRetryThatWasCancelledToBeReplacedIsReplacedByWhoComesNext() {
        FailedRun run = failedRun(namespace);
        replicas.get(0).retry(run.command(null, null));
        change(run, "False", "Cancelled");

        assertThat(replicas.get(0).retry(run.replacing()).createdRun()).isNotNull();

        assertThat(run.retries())
                .extracting(retry -> retry.at("/metadata/name").asString())
                .containsExactly("app-release-glc9x-r1", "app-release-glc9x-r2");
    }

    @Test
    void aRetryThatMakesProgressIsNotReplaced() {
        FailedRun run = failedRun(namespace);
        replicas.get(0).retry(run.command(null, null));
        change(run, "Unknown", "Running");

        assertThat(replicas.get(0).retry(run.replacing()).refusals())
                .extracting(Refusal::code)
                .containsExactly(RefusalCode.RETRY_IN_PROGRESS);
        assertThat(run.retries()).hasSize(1);
    }

    /** What the controller does to the first retry of a run. */
    private static void change(FailedRun run, String condition, String reason) {
        ObjectNode retry = cluster.find("PipelineRun", run.namespace(), "app-release-glc9x-r1")
                .orElseThrow();
        retry.withObject("/metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        retry.putObject("status")
                .put("startTime", clock.instant().toString())
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", condition)
                .put("reason", reason);
        cluster.play(retry.objectNode().put("type", "MODIFIED").set("object", retry));
        replicas.get(0).recorder().record(List.of(new Observation.Seen(retry)), clock.instant());
    }

    private static boolean createsARun(ApiRequest request) {
        return request.method().equals("POST")
                && request.resource().equals("pipelineruns")
                && !request.query().containsKey("dryRun");
    }

    private ObjectNode created(RetryResult answer) {
        return cluster.list("PipelineRun").stream()
                .filter(object -> object.at("/metadata/uid").asString().equals(String.valueOf(answer.createdRun())))
                .findFirst()
                .orElseThrow();
    }

    /** A new run that is like another one of the namespace. */
    private ObjectNode like(String name, String newName) {
        ObjectNode run = cluster.find("PipelineRun", namespace, name).orElseThrow();
        run.withObject("/metadata").put("name", newName).remove(List.of("uid", "resourceVersion"));
        run.remove("status");
        return run;
    }

    @Test
    @TestsFault(24)
    void whoWakesUpAfterAnotherHasTakenOverMakesNoSecondRun() throws Exception {
        int step = 0;
        Fate fate;
        do {
            step++;
            FailedRun run = failedRun(namespace + "-" + step);
            fate = new Fate(Fate.Kind.SLEEP, step);
            Fate asleep = fate;
            Thread paused = new Thread(() -> asleep.befall(() -> replicas.get(0).retry(run.command("key", null))));
            paused.start();
            fate.awaitReached();
            RetryResult answer = replicas.get(1).retry(run.command("key", null));
            fate.wake();
            paused.join();

            assertThat(answer.createdRun()).as("after step %d", step).isEqualTo(only(run));
            assertThat(state(run.namespace())).isEqualTo(RetryRequestState.CREATED);
        } while (fate.hasSlept());
        assertThat(step).as(STEPS).isEqualTo(19);
    }

    @Test
    void theTasksOfAReplicaThatStoppedBeatingGoToAnother() {
        FailedRun run = failedRun(namespace);
        replicas.get(0).retry(run.command(null, clock.instant().plus(Duration.ofMinutes(1))));
        replicas.get(0)
                .jdbc()
                .sql(
                        "update scheduled_task set picked = true, picked_by = 'paused', last_heartbeat = :then where not picked")
                .param("then", Timestamp.from(clock.instant()))
                .update();

        clock.move(Duration.ofMinutes(5));

        await().atMost(Duration.ofSeconds(40)).until(() -> settled(namespace));
        only(run);
    }

    @Test
    void delayedRequestsRunOnceInTwoReplicas() {
        List<FailedRun> runs = IntStream.range(0, 20)
                .mapToObj(i -> failedRun(namespace + "-" + i))
                .toList();
        for (FailedRun run : runs) {
            replicas.get(0).retry(run.command(null, clock.instant().plus(Duration.ofHours(1))));
        }
        AtomicInteger creates = new AtomicInteger();
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.method().equals("POST")
                        && request.resource().equals("pipelineruns")
                        && !request.query().containsKey("dryRun")) {
                    creates.incrementAndGet();
                }
            }
        });

        clock.move(Duration.ofHours(1));

        await().atMost(Duration.ofSeconds(30)).until(() -> runs.stream().allMatch(run -> settled(run.namespace())));
        assertThat(runs).allSatisfy(ExactlyOnceIT::only);
        assertThat(creates).hasValue(20);
    }

    private static FailedRun failedRun(String namespace) {
        return FailedRun.of("a-chain-stops-at-its-middle-task", namespace, cluster, replicas.get(0));
    }

    /** Makes many calls at the same time, over both replicas. */
    private static List<RetryResult> together(int calls, IntFunction<RetryCommand> command) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try {
            List<Callable<RetryResult>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                RetryCommand mine = command.apply(i);
                Replica replica = replicas.get(i % 2);
                all.add(() -> replica.retry(mine));
            }
            List<RetryResult> answers = new ArrayList<>();
            for (Future<RetryResult> answer : callers.invokeAll(all)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private static UUID only(FailedRun run) {
        assertThat(run.retries()).hasSize(1);
        return UUID.fromString(run.retries().get(0).at("/metadata/uid").asString());
    }

    private static boolean settled(String namespace) {
        replicas.forEach(Replica::look);
        return replicas.get(0).scheduled(namespace) == 0;
    }

    private static @Nullable RetryRequestState state(String namespace) {
        return request(namespace).state();
    }

    private static RetryRequest request(String namespace) {
        List<RetryRequest> requests = replicas.get(0).requestsIn(namespace);
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private static void see(ObjectNode object) {
        replicas.get(0).recorder().record(List.of(new Observation.Seen(object)), clock.instant());
    }

    /** What somebody puts in the place of a run: it has the same name, and carries the same. */
    private ObjectNode replace(ObjectNode made) {
        String name = made.at("/metadata/name").asString();
        ObjectNode other = like(name, name);
        cluster.delete("PipelineRun", namespace, name);
        other.withObject("/spec").putObject("taskRunTemplate").put("serviceAccountName", "admin");
        cluster.create(other);
        return cluster.find("PipelineRun", namespace, name).orElseThrow();
    }

    /** Has a webhook change each run of the namespace that is to be created. */
    private void admitting(Consumer<ObjectNode> change, Runnable work) {
        Admission webhook = created -> {
            if (created.path("kind").asString("").equals("PipelineRun")
                    && created.at("/metadata/namespace").asString("").equals(namespace)) {
                change.accept(created);
            }
            return List.of();
        };
        cluster.admission(webhook);
        try {
            work.run();
        } finally {
            cluster.withdraw(webhook);
        }
    }
}
