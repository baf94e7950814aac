package io.tektonretry.graphql;

import io.tektonretry.graphql.scalar.RawJson;
import io.tektonretry.history.NamedValue;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fields of a PipelineRun that are read from the whole object. */
@Controller
@SchemaMapping(typeName = "PipelineRun")
final class PipelineRunDocumentFields {

    /** A user or program that calls the API. */
    record Actor(String name) {}

    /** A tool that creates retries. */
    enum RetryOrigin {
        API,
        TEKTON_DASHBOARD,
        AUTOMATIC,
        UNKNOWN
    }

    /** Where a retry comes from. */
    record RetryInfo(
            @Nullable Actor requestedBy,
            RetryOrigin origin,
            boolean inferred,
            @Nullable String reason,
            List<NamedValue> params) {}

    @SchemaMapping
    CompletableFuture<@Nullable RawJson> manifest(PipelineRunRecord run, DataLoader<UUID, RawJson> manifestByUid) {
        return manifestByUid.load(run.uid());
    }

    @SchemaMapping
    CompletableFuture<List<NamedValue>> params(PipelineRunRecord run, DataLoader<UUID, ObjectNode> documentByUid) {
        return documentByUid
                .load(run.uid())
                .thenApply(document -> values(document.path("spec").path("params")));
    }

    /** Tekton cannot compute all results of a retry, since it does not know the reused tasks. */
    @SchemaMapping
    CompletableFuture<List<NamedValue>> results(
            PipelineRunRecord run,
            DataLoader<UUID, ObjectNode> documentByUid,
            DataLoader<UUID, Map<String, JsonNode>> resultsOfRetry) {
        CompletableFuture<List<NamedValue>> own = documentByUid
                .load(run.uid())
                .thenApply(document -> values(document.path("status").path("results")));
        return run.retryNumber() == 0 || !run.status().isDone()
                ? own
                : resultsOfRetry.load(run.uid()).thenCombine(own, PipelineRunDocumentFields::results);
    }

    @SchemaMapping
    CompletableFuture<@Nullable RetryInfo> retryInfo(
            PipelineRunRecord run, DataLoader<UUID, ObjectNode> documentByUid) {
        return run.retryOfUid() == null
                ? CompletableFuture.completedFuture(null)
                : documentByUid.load(run.uid()).thenApply(document -> retryInfo(run, document));
    }

    private static RetryInfo retryInfo(PipelineRunRecord run, ObjectNode document) {
        String requestedBy = run.requestedBy();
        return new RetryInfo(
                requestedBy == null ? null : new Actor(requestedBy),
                origin(run, document),
                run.retryInferred(),
                run.retryInferred() ? null : reason(document),
                run.retryInferred() ? List.of() : givenParams(document));
    }

    private static List<NamedValue> givenParams(ObjectNode document) {
        List<String> names = List.of(document.path("metadata")
                .path("annotations")
                .path(TektonKeys.GIVEN_PARAMS)
                .asString("")
                .split(","));
        return values(document.path("spec").path("params")).stream()
                .filter(param -> names.contains(param.name()))
                .toList();
    }

    private static @Nullable String reason(ObjectNode document) {
        return annotation(document, TektonKeys.REASON);
    }

    private static @Nullable String annotation(ObjectNode document, String key) {
        return document.path("metadata").path("annotations").path(key).stringValue(null);
    }

    /** Who asked. */
    static RetryOrigin origin(Requester requester) {
        return requester.asksItself() ? RetryOrigin.AUTOMATIC : RetryOrigin.API;
    }

    private static RetryOrigin origin(PipelineRunRecord run, ObjectNode document) {
        if (!run.retryInferred()) {
            return run.retryAutomatic() ? RetryOrigin.AUTOMATIC : RetryOrigin.API;
        }
        String rerunOf = run.labels().get(TektonKeys.DASHBOARD_RERUN_OF);
        return rerunOf != null && !rerunOf.equals(annotation(document, TektonKeys.RETRY_OF_NAME))
                ? RetryOrigin.TEKTON_DASHBOARD
                : RetryOrigin.UNKNOWN;
    }

    /** The results over the lineage; the run's own when the first run of the lineage was never recorded. */
    static List<NamedValue> results(@Nullable Map<String, JsonNode> ofLineage, List<NamedValue> own) {
        return ofLineage == null
                ? own
                : ofLineage.entrySet().stream()
                        .map(result -> new NamedValue(result.getKey(), null, result.getValue()))
                        .toList();
    }

    private static List<NamedValue> values(JsonNode values) {
        return values.valueStream()
                .map(value -> new NamedValue(value.path("name").asString(), null, value.path("value")))
                .toList();
    }
}
