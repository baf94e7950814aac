package io.tektonretry.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.history.recording.Observation;
import io.tektonretry.tekton.TektonKeys;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Requests which made the runs that say that they are retries. */
public record MadeByRequests(JdbcClient jdbc) {

    private static final String REQUEST = """
            insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester, requested_at, options,
                    state, created_uid, finished_at)
            values (:id, :baseUid, :number, :retryOfUid, :namespace, :name, 'somebody', '{"name": "somebody", "groups": [], "extra": {}, "authentication": "NONE"}', now(), '{}',
                    'CREATED', :uid, now())
                on conflict do nothing
            """;

    /** Has a request for each retry among these, to be called before they are recorded. */
    public void of(Collection<Observation> observations) {
        observations.stream()
                .filter(observation -> !(observation instanceof Observation.Vanished))
                .map(Recording::object)
                .forEach(object ->
                        of(object.path("metadata"), object.path("kind").asString("")));
    }

    private void of(JsonNode metadata, String kind) {
        JsonNode labels = metadata.path("labels");
        Optional<UUID> base =
                ObservedObject.uid(labels.path(TektonKeys.ROOT_UID).stringValue(null));
        if (kind.equals("PipelineRun") && base.isPresent()) {
            UUID uid = UUID.fromString(metadata.path("uid").asString());
            jdbc.sql(REQUEST)
                    .param("id", UUID.nameUUIDFromBytes(uid.toString().getBytes(UTF_8)))
                    .param("baseUid", base.get())
                    .param("number", labels.path(TektonKeys.RETRY_NUMBER).asInt(1))
                    .param(
                            "retryOfUid",
                            ObservedObject.uid(
                                            labels.path(TektonKeys.RETRY_OF_UID).stringValue(null))
                                    .orElse(base.get()))
                    .param("namespace", metadata.path("namespace").asString())
                    .param("name", metadata.path("name").asString())
                    .param("uid", uid)
                    .update();
        }
    }
}
