package io.tektonretry.graphql;

import io.tektonretry.history.Recording;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.history.retention.Retention;
import io.tektonretry.history.retention.RetentionRule;
import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A history of a few recorded scenarios, to which everything happens that changes what a retry would do. */
final class ChangingHistory {

    private static final int SCENARIOS = 4;
    private static final List<String> ODD =
            List.of("", "$(params.x)", "\u0000", "\ud800", "\ud83d\ude00", "x".repeat(40_000));

    private final List<Deque<Observation>> scenarios = new ArrayList<>();
    private final List<Observation> late = new ArrayList<>();
    private final Map<UUID, ObjectNode> seen = new LinkedHashMap<>();
    private final Random draw;
    private final AdvisedRuns runs;
    private final BeanFactory service;
    private long version = 10_000_000_000L;

    ChangingHistory(Random draw, AdvisedRuns runs, BeanFactory service) {
        this.draw = draw;
        this.runs = runs;
        this.service = service;
        List<Recording> all = Recording.all().toList();
        for (int i = 0; i < SCENARIOS; i++) {
            scenarios.add(new ArrayDeque<>(from(all).observations()));
        }
        scenarios.forEach(scenario -> record(next(scenario, scenario.size() / 2)));
    }

    /** Makes a change, and answers which. */
    String change() {
        return switch (draw.nextInt(14)) {
            case 0, 1, 2 -> record(next(from(scenarios), 1 + draw.nextInt(12)));
            case 3 -> record(List.copyOf(late));
            case 4 -> record(List.of(new Observation.Deleted(altered(0))));
            case 5 ->
                record(List.of(
                        new Observation.Vanished(Observation.CURRENT, from(List.copyOf(seen.keySet())), ++version)));
            case 6, 7, 8 -> record(List.of(new Observation.Seen(altered(1 + draw.nextInt(3)))));
            case 9 -> record(List.of(new Observation.Seen(forged())));
            case 10 -> restored();
            case 11 -> redefined();
            case 12 -> requested();
            default -> pruned();
        };
    }

    private List<Observation> next(Deque<Observation> scenario, int count) {
        List<Observation> next = new ArrayList<>();
        for (int i = 0; i < count && !scenario.isEmpty(); i++) {
            Observation observation = scenario.remove();
            (draw.nextInt(8) == 0 ? late : next).add(observation);
        }
        return next;
    }

    private String record(List<Observation> observations) {
        boolean isRecordable = observations.stream().allMatch(ChangingHistory::isRecordable);
        observations.stream()
                .filter(observation -> isRecordable && observation instanceof Observation.Seen)
                .map(Recording::object)
                .forEach(object ->
                        seen.put(UUID.fromString(metadata(object).path("uid").asString()), object));
        if (!isRecordable || draw.nextInt(10) == 0) {
            runs.observe(observations);
        }
        if (isRecordable) {
            runs.record(observations);
        }
        return "observed %d objects".formatted(observations.size());
    }

    private static boolean isRecordable(Observation observation) {
        return !(observation instanceof Observation.Seen seen && seen.state() instanceof UnrecordedObject)
                && !(observation instanceof Observation.Deleted deleted && deleted.state() instanceof UnrecordedObject);
    }

    private ObjectNode altered(int changes) {
        ObjectNode object = from(List.copyOf(seen.values())).deepCopy();
        metadata(object).put("resourceVersion", String.valueOf(++version));
        for (int i = 0; i < changes; i++) {
            alter(object);
        }
        return object;
    }

    private void alter(ObjectNode object) {
        switch (draw.nextInt(9)) {
            case 0 -> metadata(object).put("deletionTimestamp", "2026-01-01T00:00:00Z");
            case 1 -> metadata(object).remove("deletionTimestamp");
            case 2 -> metadata(object).withObjectProperty("annotations").put(TektonKeys.RETRY, "disabled");
            case 3 ->
                metadata(object).withObjectProperty("annotations").put(TektonKeys.RETRY_DISABLED_TASKS, from(ODD));
            case 4 -> condition(object).put("status", "Unknown").put("reason", "Running");
            case 5 ->
                condition(object).put("status", "False").put("reason", draw.nextBoolean() ? "Failed" : "Cancelled");
            case 6 -> condition(object).put("status", "True").put("reason", "Succeeded");
            case 7 ->
                object.withObjectProperty("spec")
                        .withArrayProperty("params")
                        .addObject()
                        .put("name", from(ODD))
                        .put("value", from(ODD));
            default -> damage(object.path("status"));
        }
    }

    private static ObjectNode condition(ObjectNode object) {
        ArrayNode conditions = object.withObjectProperty("status").withArrayProperty("conditions");
        return conditions.isEmpty() ? conditions.addObject().put("type", "Succeeded") : (ObjectNode) conditions.get(0);
    }

    /** Removes, renames or replaces something deep inside. */
    private void damage(JsonNode node) {
        JsonNode place = node;
        while (draw.nextInt(4) > 0 && !place.isEmpty()) {
            JsonNode inner = from(List.copyOf(place.values()));
            if (!inner.isContainer()) {
                break;
            }
            place = inner;
        }
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            String field = from(List.copyOf(object.propertyNames()));
            if (draw.nextBoolean()) {
                object.remove(field);
            } else {
                object.put(field, from(ODD));
            }
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            array.remove(draw.nextInt(array.size()));
        }
    }

    /** Another child of the name of a known one. */
    private ObjectNode forged() {
        ObjectNode object = altered(0);
        metadata(object).put("uid", new UUID(draw.nextLong(), draw.nextLong()).toString());
        return object;
    }

    private String restored() {
        ClusterEpochs epochs = service.getBean(ClusterEpochs.class);
        epochs.endOf(epochs.current());
        version = 1 + draw.nextInt(1_000);
        record(List.of(new Observation.Seen(altered(1)), new Observation.Seen(altered(0))));
        return "restored the cluster";
    }

    private String redefined() {
        jdbc().sql("""
                        insert into retry_definition (request_id, definition, renewed_tasks, tasks)
                        select id, case when :inline then cast(:definition as text) end, case when :renewed then array['build'] end, null
                          from retry_request order by md5(id || :seed) limit 1
                            on conflict (request_id) do update set (definition, renewed_tasks) = (excluded.definition, excluded.renewed_tasks)
                        """)
                .param("inline", draw.nextBoolean())
                .param("renewed", draw.nextBoolean())
                .param("definition", "{\"tasks\": [{\"name\": \"build\", \"taskRef\": {\"name\": \"other\"}}]}")
                .param("seed", String.valueOf(draw.nextInt()))
                .update();
        return "redefined a pipeline";
    }

    /** A request that is open, or ends without a run. */
    private String requested() {
        jdbc().sql("""
                        insert into retry_request (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester,
                               requested_at, options, state)
                        select gen_random_uuid(), base_uid, max(attempt_number), base_uid, namespace, 'next', 'ann',
                               '{"name": "ann", "groups": [], "extra": {}, "authentication": "NONE"}', now(), '{}', 'CREATING'
                          from pipeline_run group by base_uid, namespace order by md5(base_uid || :seed) limit 1
                            on conflict do nothing
                        """).param("seed", String.valueOf(draw.nextInt())).update();
        return "requested a retry";
    }

    private String pruned() {
        String namespace =
                metadata(from(List.copyOf(seen.values()))).path("namespace").asString();
        RetentionRule rule = new RetentionRule(Duration.ofSeconds(1), List.of(namespace), List.of(), Map.of());
        service.getBean(Retention.class)
                .prune(List.of(rule), Instant.now().plus(Duration.ofDays(1)), ListPosition.BEGINNING, 100, false);
        return "pruned " + namespace;
    }

    private JdbcClient jdbc() {
        return service.getBean(JdbcClient.class);
    }

    private static ObjectNode metadata(ObjectNode object) {
        return object.withObjectProperty("metadata");
    }

    private <T> T from(List<T> list) {
        return list.get(draw.nextInt(list.size()));
    }
}
