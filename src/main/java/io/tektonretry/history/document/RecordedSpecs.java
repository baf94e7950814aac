package io.tektonretry.history.document;

import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The pipeline specs that runs derive from. A retry has only a part of its own, with results of other tasks in it. */
@Repository
public class RecordedSpecs {

    private static final String ORIGINS = """
            select r.uid, coalesce(base.uid, r.uid) as origin, definition.request_id, coalesce(definition.bytes, 0) as bytes
              from pipeline_run r
              left join pipeline_run base on base.uid = r.base_uid and base.namespace = r.namespace
              left join lateral (
                   select d.request_id, octet_length(d.definition) as bytes
                     from pipeline_run earlier
                     join retry_request q on q.created_uid = earlier.uid
                     join retry_definition d on d.request_id = q.id
                    where earlier.base_uid = r.base_uid and earlier.namespace = r.namespace
                      and earlier.retry_number <= r.retry_number and d.definition is not null
                    order by earlier.retry_number desc limit 1) definition on true
             where r.uid = any(:uids)
            """;

    /**
     * Where the spec of a run is.
     *
     * @param origin the run that has it
     * @param requestId the request for a retry that has another one; null if none has
     * @param bytes length of that one
     */
    private record Origin(UUID uid, UUID origin, @Nullable UUID requestId, long bytes) {}

    private final JdbcClient jdbc;
    private final Documents documents;
    private final DocumentMemory memory;

    RecordedSpecs(JdbcClient jdbc, Documents documents, DocumentMemory memory) {
        this.jdbc = jdbc;
        this.documents = documents;
        this.memory = memory;
    }

    /**
     * Applies the function to the spec of each recorded run among these; only a few are in memory at a time.
     *
     * @param before called before each portion with its size in bytes of JSON
     */
    public <T> Map<UUID, T> read(Collection<UUID> runUids, LongConsumer before, Function<JsonNode, T> work) {
        List<Origin> origins = jdbc.sql(ORIGINS)
                .param("uids", runUids.toArray(UUID[]::new))
                .query(Origin.class)
                .list();
        Map<UUID, T> read = documents.read(
                origins.stream()
                        .filter(run -> run.requestId() == null)
                        .map(Origin::origin)
                        .collect(toSet()),
                before,
                run -> work.apply(specOf(run)));
        read.putAll(definitions(origins, before, work));
        Map<UUID, T> found = new HashMap<>();
        for (Origin run : origins) {
            T made = read.get(run.requestId() == null ? run.origin() : run.requestId());
            if (made != null) {
                found.put(run.uid(), made);
            }
        }
        return found;
    }

    private <T> Map<UUID, T> definitions(List<Origin> origins, LongConsumer before, Function<JsonNode, T> work) {
        Map<UUID, Long> sizes = new TreeMap<>();
        origins.stream()
                .filter(run -> run.requestId() != null)
                .forEach(run -> sizes.put(Objects.requireNonNull(run.requestId()), run.bytes()));
        Map<UUID, T> read = new HashMap<>();
        for (List<Map.Entry<UUID, Long>> portion : Portions.of(List.copyOf(sizes.entrySet()), Map.Entry::getValue)) {
            long bytes = portion.stream().mapToLong(Map.Entry::getValue).sum();
            before.accept(bytes);
            memory.holding(
                    bytes,
                    () -> jdbc.sql("select request_id, definition from retry_definition where request_id = any(:ids)")
                            .param(
                                    "ids",
                                    portion.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                            .query(row -> {
                                read.put(
                                        row.getObject("request_id", UUID.class),
                                        work.apply(JsonMapper.shared().readTree(row.getString("definition"))));
                            }));
        }
        return read;
    }

    /** The spec that Tekton resolved; before that, an embedded one. */
    private static JsonNode specOf(ObjectNode run) {
        JsonNode resolved = run.path("status").path("pipelineSpec");
        return resolved.isObject() ? resolved : run.path("spec").path("pipelineSpec");
    }
}
