package io.tektonretry.retry;

import static java.util.stream.Collectors.toSet;

import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.RequestProof;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.document.Documents;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.request.RunHolder;
import io.tektonretry.history.request.SentRequests;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.OwnedObjects;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.node.ObjectNode;

/** Finds the runs that requests have created, and finishes them: adopts volumes, starts and records the run. */
@Component
class CreatedRuns {

    private static final Logger log = LoggerFactory.getLogger(CreatedRuns.class);

    private final TektonResources cluster;
    private final OwnedObjects objects;
    private final RetryRequests requests;
    private final RunRecorder recorder;
    private final SentRequests sent;
    private final Documents documents;
    private final PipelineRunRecords records;
    private final JdbcOperations jdbc;
    private final TransactionOperations transactions;
    private final RetryOutcomes outcomes;
    private final Clock clock;

    CreatedRuns(
            TektonResources cluster,
            OwnedObjects objects,
            RetryRequests requests,
            RunRecorder recorder,
            SentRequests sent,
            Documents documents,
            PipelineRunRecords records,
            JdbcOperations jdbc,
            TransactionOperations transactions,
            RetryOutcomes outcomes,
            Clock clock) {
        this.cluster = cluster;
        this.objects = objects;
        this.requests = requests;
        this.recorder = recorder;
        this.sent = sent;
        this.documents = documents;
        this.records = records;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * A run that has the proof of its request.
     *
     * @param isOurs whether it is certainly the first such run; otherwise another one may have existed before, unseen
     */
    record CreatedRun(ObjectNode run, boolean isOurs) {}

    /**
     * The run created by the request, from the cluster or from the record if it was deleted there; never a copy by
     * someone else.
     *
     * @throws ClusterUnavailableException when the mirror is not far enough to know
     */
    Optional<CreatedRun> find(RetryRequest request) {
        RequestProof proof = requests.proof(request.id());
        Optional<ObjectNode> there = cluster.pipelineRun(request.namespace(), proof.name())
                .filter(run -> annotation(run, TektonKeys.REQUEST_PROOF).equals(proof.ofRun()));
        Optional<ObjectNode> recorded = recorded(request, proof);
        return recorded.filter(first ->
                        there.filter(run -> uid(run).equals(uid(first))).isEmpty())
                .or(() -> there)
                .map(run -> new CreatedRun(run, isOurs(request, run, proof, recorded.isPresent())));
    }

    private Optional<ObjectNode> recorded(RetryRequest request, RequestProof proof) {
        return sent.created(request, proof)
                .map(uid -> documents.findByUids(Set.of(uid)).get(uid));
    }

    /**
     * No one can know the proof before a run has it, so the first run with it is ours, whatever webhooks have changed
     * in its spec. It is the first if it is what was sent, or if the mirror has observed it and would have observed any
     * earlier one.
     */
    private boolean isOurs(RetryRequest request, ObjectNode run, RequestProof proof, boolean isRecorded) {
        if (PlannedSpec.hash(run).equals(proof.plannedSpec())) {
            return true;
        }
        SentRequests.Unseen before = sent.unseenBefore(request, clock.instant());
        if (before == SentRequests.Unseen.UNDECIDED || (before == SentRequests.Unseen.NONE && !isRecorded)) {
            throw new ClusterUnavailableException("it is not known yet whether %s/%s is the first run of its request"
                    .formatted(request.namespace(), name(run)));
        }
        return before == SentRequests.Unseen.NONE;
    }

    /** Completes the steps after the creation of the run; returns the state of its request. Idempotent. */
    RetryRequest finish(RetryRequest begun, ObjectNode run) {
        if (!run.path("spec").has("pipelineSpec")) {
            String proof = requests.proof(begun.id()).ofPipeline();
            cluster.adoptPipeline(begun.namespace(), name(run), run, proof);
        }
        adoptObjects(begun, run);
        ObjectNode started = started(begun, run);
        Optional<RetryRequest> created = recorded(begun, started);
        created.ifPresent(this::tell);
        return created.or(() -> requests.find(begun.id())).orElse(begun);
    }

    private ObjectNode started(RetryRequest begun, ObjectNode run) {
        if (isOursToStart(begun, run)) {
            return cluster.start(begun.namespace(), name(run), uid(run)).orElse(run);
        }
        return begun.heldBy() == RunHolder.PIPELINES_AS_CODE
                ? cluster.queue(begun.namespace(), name(run)).orElse(run)
                : run;
    }

    /** A run that another system has made pending, such as the webhook of a queue, is started by that system. */
    private static boolean isOursToStart(RetryRequest begun, ObjectNode run) {
        return begun.madePending() && begun.heldBy() == null && RetryManifests.isPending(run);
    }

    private void adoptObjects(RetryRequest begun, ObjectNode run) {
        if (!begun.adoptedClaims().isEmpty()) {
            Set<String> attempts = records.attempts(Set.of(begun.baseUid())).values().stream()
                    .flatMap(List::stream)
                    .filter(attempt -> attempt.namespace().equals(begun.namespace()))
                    .map(attempt -> attempt.uid().toString())
                    .collect(toSet());
            begun.adoptedClaims().stream()
                    .map(AdoptedObject::read)
                    .forEach(object -> objects.adopt(object.kind(), begun.namespace(), object.name(), attempts, run));
        }
    }

    /** Records the run and the end of its request in one transaction; empty when they were recorded already. */
    private Optional<RetryRequest> recorded(RetryRequest request, ObjectNode run) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return Objects.requireNonNull(transactions.execute(transaction -> {
            Exchange exchange = new Exchange(jdbc);
            var created = RetryRequests.created(request.id(), uid(run), name(run), at, exchange);
            recorder.recordCreated(run, uid(run), at, exchange);
            return created.list().stream().findFirst().map(id -> request.created(uid(run), name(run), at));
        }));
    }

    private void tell(RetryRequest created) {
        log.atInfo()
                .addKeyValue("run", created.namespace() + "/" + created.name())
                .addKeyValue("requestId", created.id())
                .addKeyValue("requestedBy", created.requester().shownName())
                .log("Created a retry");
        outcomes.created(created);
    }

    /** Whether the request has created the Pipeline for the same plan: another plan has other params. */
    static boolean isOf(RequestProof proof, RetryPlan plan, ObjectNode pipeline) {
        return annotation(pipeline, TektonKeys.REQUEST_PROOF).equals(proof.ofPipeline())
                && annotation(pipeline, TektonKeys.PLAN_VERSION).equals(plan.planVersion());
    }

    private static String annotation(ObjectNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asString("");
    }

    private static String name(ObjectNode run) {
        return run.path("metadata").path("name").asString();
    }

    private static UUID uid(ObjectNode run) {
        return UUID.fromString(run.path("metadata").path("uid").asString());
    }
}
