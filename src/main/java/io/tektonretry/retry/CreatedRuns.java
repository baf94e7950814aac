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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
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
    private final RetryNews news;
    private final Clock clock;

    CreatedRuns(
            TektonResources cluster,
            RetryRequests requests,
            RunRecorder recorder,
            SentRequests sent,
            Documents documents,
            RetryNews news,
            Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.recorder = recorder;
        this.sent = sent;
        this.documents = documents;
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

    /** Does what is left to do for the run. Doing it again changes nothing. */
    void finish(RetryRequest request, ObjectNode run) {
        RetryRequest begun = requests.find(request.id()).orElse(request);
        if (!run.path("spec").has("pipelineSpec")) {
            cluster.adoptPipeline(request.namespace(), request.name(), run);
        }
        begun.adoptedClaims().forEach(claim -> cluster.adoptClaim(request.namespace(), claim, run));
        boolean pending =
                "PipelineRunPending".equals(run.path("spec").path("status").asString(""));
        ObjectNode started =
                pending ? cluster.start(request.namespace(), request.name()).orElse(run) : run;
        recorder.record(List.of(new Observation.Seen(started)), clock.instant());
        if (requests.created(request.id(), uid(run), clock.instant())) {
            log.atInfo()
                    .addKeyValue("run", request.namespace() + "/" + request.name())
                    .addKeyValue("requestId", request.id())
                    .addKeyValue("requestedBy", request.requester().name())
                    .log("Created a retry");
            news.created(request, uid(run));
        }
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
