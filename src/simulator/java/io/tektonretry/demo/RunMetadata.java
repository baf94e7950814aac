package io.tektonretry.demo;

import io.tektonretry.history.RequestProof;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What runs carry besides their specs. */
final class RunMetadata {

    private static final String PAC = "pipelinesascode.tekton.dev/";

    private RunMetadata() {}

    /** A first run. */
    static ObjectNode root(Sketch sketch, String name, UUID uid) {
        ObjectNode run = run(sketch.pipeline(), sketch.source());
        ObjectNode metadata = (ObjectNode) run.path("metadata");
        identify(metadata, name, uid, sketch.at());
        return run;
    }

    /** A run without name, as it is created. */
    static ObjectNode run(DemoPipeline pipeline, Source source) {
        ObjectNode run = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun");
        ObjectNode metadata = run.putObject("metadata")
                .put("namespace", pipeline.namespace())
                .put("generateName", pipeline.name() + "-");
        ObjectNode labels = metadata.putObject("labels");
        ObjectNode annotations = metadata.putObject("annotations");
        labels.put(TektonKeys.PIPELINE, pipeline.name());
        if (pipeline.isInline()) {
            pullRequest(pipeline, source, labels, annotations);
        } else {
            annotations
                    .put("tekton.dev/gitURL", "https://github.com/" + pipeline.repository())
                    .put("tekton.dev/gitRevision", source.revision())
                    .put("tekton.dev/gitBranch", source.branch());
        }
        return run;
    }

    private static void pullRequest(DemoPipeline pipeline, Source source, ObjectNode labels, ObjectNode annotations) {
        String[] repository = pipeline.repository().split("/", 2);
        String url = "https://github.com/" + pipeline.repository();
        labels.put("app.kubernetes.io/managed-by", "pipelinesascode.tekton.dev")
                .put(PAC + "event-type", "pull_request")
                .put(PAC + "original-prname", pipeline.name())
                .put(PAC + "pull-request", Integer.toString(source.pullRequest()))
                .put(PAC + "repository", repository[1])
                .put(PAC + "sha", source.revision())
                .put(PAC + "url-org", repository[0])
                .put(PAC + "url-repository", repository[1]);
        annotations
                .put(PAC + "branch", "main")
                .put(PAC + "source-branch", source.branch())
                .put(PAC + "git-provider", "github")
                .put(PAC + "repo-url", url)
                .put(PAC + "sender", source.author())
                .put(PAC + "sha-title", source.title())
                .put(PAC + "sha-url", url + "/commit/" + source.revision());
    }

    /** A retry that a request has created. */
    static ObjectNode retry(
            Sketch sketch, WrittenRun root, WrittenRun before, RetryRequest request, RequestProof proof, Instant at) {
        ObjectNode run = run(sketch.pipeline(), sketch.source());
        ObjectNode metadata = (ObjectNode) run.path("metadata");
        identify(metadata, request.name(), RunWriter.uid(request.name() + at), at);
        metadata.withObject("/labels")
                .put(TektonKeys.ROOT_UID, root.uid().toString())
                .put(TektonKeys.RETRY_OF_UID, before.uid().toString())
                .put(TektonKeys.RETRY_NUMBER, Integer.toString(request.retryNumber()))
                .put(TektonKeys.PIPELINE_OF_ROOT, sketch.pipeline().name())
                .put(TektonKeys.DASHBOARD_RERUN_OF, before.name());
        ObjectNode annotations = metadata.withObject("/annotations")
                .put(TektonKeys.ROOT_NAME, root.name())
                .put(TektonKeys.RETRY_OF_NAME, before.name())
                .put(TektonKeys.REQUEST_ID, request.id().toString())
                .put(TektonKeys.REQUEST_PROOF, proof.ofRun())
                .put(TektonKeys.REQUESTED_BY, request.requester().shownName());
        if (request.reason() != null) {
            annotations.put(TektonKeys.REASON, request.reason());
        }
        return run;
    }

    private static void identify(ObjectNode metadata, String name, UUID uid, Instant at) {
        metadata.put("name", name)
                .put("uid", uid.toString())
                .put("creationTimestamp", at.toString())
                .put("generation", 1);
    }
}
