package io.tektonretry.retry;

import io.tektonretry.history.Documents;
import io.tektonretry.history.Observation;
import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequests;
import io.tektonretry.history.RunRecorder;
import io.tektonretry.history.SentRequests;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.node.ObjectNode;

/** Finds the runs that came of requests by their names, and finishes them: adopt volumes, start, record. */
@Component
class CreatedRuns {

    private static final Logger log = LoggerFactory.getLogger(CreatedRuns.class);

    private final TektonResources cluster;
    private final RetryRequests requests;
    private final RunRecorder recorder;
    private final SentRequests sent;
    private final Documents documents;
    private final TransactionOperations transactions;
    private final RetryNews news;
    private final Clock clock;

    CreatedRuns(
            TektonResources cluster,
            RetryRequests requests,
            RunRecorder recorder,
            SentRequests sent,
            Documents documents,
            TransactionOperations transactions,
            RetryNews news,
            Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.recorder = recorder;
        this.sent = sent;
        this.documents = documents;
        this.transactions = transactions;
        this.news = news;
        this.clock = clock;
    }

    /** The run that came of the request, in the cluster or recorded before it was deleted there; never one that another made. */
    Optional<ObjectNode> find(RetryRequest request) {
        return cluster.pipelineRun(request.namespace(), request.name())
                .filter(run -> isOf(request, run))
                .or(() -> recorded(request));
    }

    private Optional<ObjectNode> recorded(RetryRequest request) {
        return sent.created(request)
                .map(uid -> documents.findByUids(Set.of(uid)).get(uid));
    }

    /** Does what is left to do for the run, and answers how its request stands then. Doing it again changes nothing. */
    RetryRequest finish(RetryRequest begun, ObjectNode run) {
        if (!run.path("spec").has("pipelineSpec")) {
            cluster.adoptPipeline(begun.namespace(), begun.name(), run);
        }
        begun.adoptedClaims().forEach(claim -> cluster.adoptClaim(begun.namespace(), claim, run));
        boolean pending =
                "PipelineRunPending".equals(run.path("spec").path("status").asString(""));
        ObjectNode started =
                pending ? cluster.start(begun.namespace(), begun.name()).orElse(run) : run;
        Optional<RetryRequest> created = recorded(begun, started);
        created.ifPresent(this::tell);
        return created.or(() -> requests.find(begun.id())).orElse(begun);
    }

    /** Neither the run nor the end of its request is ever recorded without the other; empty when they were before. */
    private Optional<RetryRequest> recorded(RetryRequest request, ObjectNode run) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            Optional<RetryRequest> created = requests.created(request.id(), uid(run), clock.instant());
            recorder.record(List.of(new Observation.Seen(run)), clock.instant());
            return created;
        }));
    }

    private void tell(RetryRequest created) {
        log.atInfo()
                .addKeyValue("run", created.namespace() + "/" + created.name())
                .addKeyValue("requestId", created.id())
                .addKeyValue("requestedBy", created.requester().name())
                .log("Created a retry");
        news.created(created);
    }

    /** A Pipeline that an interrupted request for the same plan left behind is as good as a new one. */
    static boolean isOf(RetryPlan plan, ObjectNode pipeline) {
        return annotation(pipeline, TektonKeys.PLAN_VERSION).equals(plan.planVersion());
    }

    private static boolean isOf(RetryRequest request, ObjectNode run) {
        return annotation(run, TektonKeys.REQUEST_ID).equals(request.id().toString());
    }

    private static String annotation(ObjectNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asString("");
    }

    private static UUID uid(ObjectNode run) {
        return UUID.fromString(run.path("metadata").path("uid").asString());
    }
}
