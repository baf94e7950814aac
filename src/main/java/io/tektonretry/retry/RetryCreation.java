package io.tektonretry.retry;

import io.tektonretry.history.Observation;
import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequests;
import io.tektonretry.history.RunRecorder;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.Creation;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the run of a claimed request in the cluster: create, adopt volumes, start, record. Every step can be done again. */
@Component
class RetryCreation {

    private static final Logger log = LoggerFactory.getLogger(RetryCreation.class);

    private final TektonResources cluster;
    private final RetryRequests requests;
    private final RunRecorder recorder;
    private final Clock clock;

    RetryCreation(TektonResources cluster, RetryRequests requests, RunRecorder recorder, Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** Creates what the request was claimed for; gives the claim back when it is certain that no run came of it. */
    RetryResult create(RetryPlan plan, RetryManifests manifests, RetryRequest request) {
        ObjectNode pipeline = manifests.pipeline();
        Creation first = pipeline == null ? null : cluster.create(pipeline);
        if (first instanceof Creation.Rejected rejected) {
            return givenBack(plan, request, RefusalCode.REJECTED_BY_CLUSTER, rejected.message());
        }
        if (first instanceof Creation.Unavailable unavailable) {
            return givenBack(plan, request, RefusalCode.CLUSTER_UNAVAILABLE, unavailable.message());
        }
        if (first instanceof Creation.AlreadyExists there && !isOf(plan, there.object())) {
            return there(plan, request, there.object());
        }
        return answered(cluster.create(manifests.pipelineRun()), plan, request);
    }

    private RetryResult answered(Creation answer, RetryPlan plan, RetryRequest request) {
        if (answer instanceof Creation.Created created) {
            return finished(plan, request, created.object());
        }
        if (answer instanceof Creation.AlreadyExists there) {
            return there(plan, request, there.object());
        }
        if (answer instanceof Creation.Rejected rejected) {
            return givenBack(plan, request, RefusalCode.REJECTED_BY_CLUSTER, rejected.message());
        }
        return lookedUp(plan, request, answer.toString());
    }

    /** Takes up a request whose run may have been created: finishes it and answers its UID, or empty when there is no such run. */
    Optional<UUID> resume(RetryPlan plan, RetryRequest request) {
        return cluster.pipelineRun(request.namespace(), request.name())
                .filter(run -> isOf(request, run))
                .map(run -> finish(plan, request, run));
    }

    private RetryResult there(RetryPlan plan, RetryRequest request, ObjectNode object) {
        return isOf(request, object)
                ? finished(plan, request, object)
                : givenBack(
                        plan,
                        request,
                        RefusalCode.REJECTED_BY_CLUSTER,
                        "%s exists and was not made by this request".formatted(address(request)));
    }

    private RetryResult lookedUp(RetryPlan plan, RetryRequest request, String message) {
        return resume(plan, request)
                .map(uid -> RetryResult.created(uid, plan))
                .orElseGet(() -> givenBack(plan, request, RefusalCode.CLUSTER_UNAVAILABLE, message));
    }

    private RetryResult givenBack(RetryPlan plan, RetryRequest request, RefusalCode code, String message) {
        requests.release(request.id());
        return RetryResult.refused(plan, code, message);
    }

    private RetryResult finished(RetryPlan plan, RetryRequest request, ObjectNode run) {
        return RetryResult.created(finish(plan, request, run), plan);
    }

    private UUID finish(RetryPlan plan, RetryRequest request, ObjectNode run) {
        if (!run.path("spec").has("pipelineSpec")) {
            cluster.adoptPipeline(request.namespace(), request.name(), run);
        }
        plan.adoptedClaims().forEach(claim -> cluster.adoptClaim(request.namespace(), claim, run));
        boolean pending =
                "PipelineRunPending".equals(run.path("spec").path("status").asString(""));
        ObjectNode started = pending ? cluster.start(request.namespace(), request.name()) : run;
        UUID uid = UUID.fromString(metadata(run, "uid"));
        recorder.record(List.of(new Observation.Seen(started)), clock.instant());
        requests.created(request.id(), uid);
        log.atInfo()
                .addKeyValue("run", address(request))
                .addKeyValue("requestId", request.id())
                .addKeyValue("requestedBy", request.requestedBy())
                .log("Created a retry");
        return uid;
    }

    private static boolean isOf(RetryRequest request, ObjectNode object) {
        JsonNode annotations = object.path("metadata").path("annotations");
        return request.id()
                .toString()
                .equals(annotations.path(TektonKeys.REQUEST_ID).asString(""));
    }

    /** A Pipeline that an interrupted request for the same plan left behind is as good as a new one. */
    private static boolean isOf(RetryPlan plan, ObjectNode pipeline) {
        JsonNode annotations = pipeline.path("metadata").path("annotations");
        return plan.planVersion()
                .equals(annotations.path(TektonKeys.PLAN_VERSION).asString(""));
    }

    private static String address(RetryRequest request) {
        return "PipelineRun " + request.namespace() + "/" + request.name();
    }

    private static String metadata(ObjectNode object, String field) {
        return object.path("metadata").path(field).asString();
    }
}
