package io.tektonretry.history.document;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.Reruns;
import io.tektonretry.history.Reruns.Rerun;
import io.tektonretry.history.database.TimeLimit;
import io.tektonretry.history.document.RecordedLineage.RecordedObject;
import io.tektonretry.history.document.RecordedLineage.RecordedRun;
import io.tektonretry.tekton.Incarnation;
import io.tektonretry.tekton.TektonKeys;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Loads the lineages from which retries are planned. */
@Repository
public class RecordedLineages {

    /**
     * All runs of the lineages with their children, the runs by retry number. A label may name a base in another
     * namespace, which does not make that base readable. {@code array(select unnest(...))} hides the number of UIDs, so
     * that PostgreSQL keeps a cached plan: planning takes longer than the look-up.
     */
    private static final String OBJECTS = """
            with asked as (
                select distinct base_uid, namespace from pipeline_run where uid = any(array(select unnest(:uids)))
            ), run as (
                select r.* from asked join pipeline_run r using (base_uid, namespace)
            ), object as (
                select uid, null as run_uid, base_uid, namespace, retry_number, attempt_number, name as run_name, status,
                       coalesce(finished_at, deleted_at) as ended_at, deleted_at, created_at, null as name, false as unobserved,
                       (select c.pipeline_run_uid from shown_child c where c.uid = run.uid) as parent_uid,
                       leaves_tasks, starts_anew, uid as bundle_uid
                  from run
                 union all
                select t.uid, run.uid, run.base_uid, run.namespace, run.retry_number, 0, null, null,
                       null, t.deleted_at, t.created_at, t.name, t.status = 'UNOBSERVED', null, null, null,
                       case when t.kind = 'PipelineRun' then t.uid else run.uid end
                  from run join proven_child t on t.pipeline_run_uid = run.uid)
            """;

    private static final String ORDER = "object.retry_number, object.created_at, object.name, object.uid";

    /** Nothing if the documents are larger together. */
    private static final String BODIES = OBJECTS
            + """
            select *
              from (select read.*, sum(bytes) over () as together
                      from (select object.*, DOCUMENT, BYTES as bytes, d.definition, d.renewed_tasks, rerun.*
                              from object
                              FOUND
                              left join lateral (RERUN) rerun on true
                              left join retry_request q on q.created_uid = object.uid and object.run_uid is null
                              left join retry_definition d on d.request_id = q.id) read) object
             where coalesce(together, 0) <= :most
             order by ORDER
            """.replace("DOCUMENT", DocumentRows.columns(ORDER))
                    .replace("BYTES", DocumentRows.BYTES)
                    .replace("RERUN", Reruns.OF_OBJECT)
                    .replace("FOUND", DocumentRows.FOUND.strip())
                    .replace("ORDER", ORDER);

    /** The size of each lineage in bytes of JSON, and the requested runs that belong to it. */
    private static final String SIZES =
            OBJECTS + """
            select array_agg(uid) filter (where uid = any(:uids) and run_uid is null) as runs,
                   min(run_name) as name, namespace, sum(bytes) as bytes
              from (select object.*, BYTES as bytes
                      from object
                      FOUND) object
             group by base_uid, namespace
            """.replace("BYTES", DocumentRows.BYTES).replace("FOUND", DocumentRows.FOUND.strip());

    /**
     * A row of {@code OBJECTS}.
     *
     * @param runUid the run of a child; null for a run
     * @param attempt the row of a run as that of an attempt; null for a child
     * @param isUnobserved whether it is a child whose end was not observed
     */
    private record Found(
            RecordedObject object,
            @Nullable UUID runUid,
            UUID baseUid,
            String namespace,
            int retryNumber,
            @Nullable LatestAttempt attempt,
            boolean isUnobserved,
            @Nullable UUID parentUid,
            @Nullable String definition,
            @Nullable Set<String> renewedTasks,
            @Nullable Rerun rerun) {

        UUID uid() {
            return object.uid();
        }

        String name() {
            return object.document().path("metadata").path("name").asString("");
        }
    }

    /** A lineage with its requested runs. */
    private record Size(List<UUID> runs, String name, String namespace, long bytes) {}

    private record Key(UUID baseUid, String namespace) {}

    /** Of a lineage whose size is not asked for before it is read. */
    private static final long SMALL = 512 << 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final DocumentMemory memory;

    RecordedLineages(JdbcClient jdbc, DocumentMemory memory) {
        this.jdbc = jdbc;
        this.memory = memory;
    }

    /**
     * Applies the function to each run with the runs that it builds on; only a few lineages are in memory at a time.
     * Runs that are not recorded are absent.
     *
     * @throws TooMuchRecordedException when a lineage exceeds the memory limit
     */
    public <T> Map<UUID, T> read(Collection<UUID> runUids, BiFunction<UUID, RecordedLineage, T> work) {
        Map<UUID, T> made = new HashMap<>();
        if (runUids.size() == 1) {
            memory.holding(SMALL, () -> make(load(runUids, SMALL), work, made));
        }
        if (made.isEmpty()) {
            for (List<Size> portion : Portions.of(sizes(runUids), Size::bytes)) {
                TimeLimit.check();
                List<UUID> runs =
                        portion.stream().flatMap(size -> size.runs().stream()).toList();
                memory.holding(portion.stream().mapToLong(Size::bytes).sum(), () -> make(load(runs), work, made));
            }
        }
        return made;
    }

    private static <T> void make(
            Map<UUID, RecordedLineage> lineages, BiFunction<UUID, RecordedLineage, T> work, Map<UUID, T> made) {
        lineages.forEach((uid, lineage) -> {
            TimeLimit.check();
            made.put(uid, work.apply(uid, lineage));
        });
    }

    private List<Size> sizes(Collection<UUID> runUids) {
        List<Size> sizes = jdbc.sql(SIZES)
                .param("uids", runUids.toArray(UUID[]::new))
                .query((row, number) -> new Size(
                        List.of((UUID[]) row.getArray("runs").getArray()),
                        row.getString("name"),
                        row.getString("namespace"),
                        row.getLong("bytes")))
                .list();
        sizes.stream().filter(size -> size.bytes() > memory.most()).findFirst().ifPresent(size -> {
            throw new TooMuchRecordedException(
                    "PipelineRun %s/%s and its retries have %,d MB of recorded objects; tektonretry.database.documents-in-memory allows %,d."
                            .formatted(size.namespace(), size.name(), size.bytes() >> 20, memory.most() >> 20));
        });
        return sizes;
    }

    /** Loads each run with the runs that it builds on, in one SQL statement; runs that are not recorded are absent. */
    public Map<UUID, RecordedLineage> load(Collection<UUID> runUids) {
        return load(runUids, Long.MAX_VALUE);
    }

    private Map<UUID, RecordedLineage> load(Collection<UUID> runUids, long most) {
        List<Found> runs = new ArrayList<>();
        Map<UUID, List<Found>> children = new HashMap<>();
        DocumentRows documents = new DocumentRows();
        jdbc.sql(BODIES)
                .param("uids", runUids.toArray(UUID[]::new))
                .param("most", most)
                .query(row -> {
                    Found found = found(row, documents);
                    if (found.runUid() == null) {
                        runs.add(found);
                    } else {
                        children.computeIfAbsent(found.runUid(), uid -> new ArrayList<>())
                                .add(found);
                    }
                });
        Map<UUID, RecordedRun> recorded = runs.stream()
                .collect(toMap(
                        Found::uid,
                        run -> new RecordedRun(
                                run.object(),
                                observed(children.getOrDefault(run.uid(), List.of())),
                                run.parentUid(),
                                definition(run),
                                run.renewedTasks())));
        Map<Key, List<Found>> lineages =
                runs.stream().collect(groupingBy(run -> new Key(run.baseUid(), run.namespace())));
        return runs.stream()
                .filter(run -> runUids.contains(run.uid()))
                .collect(toMap(
                        Found::uid,
                        run -> lineage(
                                run,
                                Objects.requireNonNull(lineages.get(new Key(run.baseUid(), run.namespace()))),
                                recorded)));
    }

    private static @Nullable ObjectNode definition(Found run) {
        return run.definition() == null ? null : (ObjectNode) JSON.readTree(run.definition());
    }

    /**
     * Leaves out all children of a name if the end of the newest was not observed: an earlier one cannot replace it.
     */
    private static List<RecordedObject> observed(List<Found> children) {
        Set<UUID> unobserved = new HashSet<>();
        Incarnation.byName(
                        children,
                        Found::name,
                        found -> Incarnation.of(found.object().document()))
                .values()
                .forEach(sameName -> unobserved.addAll(unobserved(sameName)));
        return children.stream()
                .filter(child -> !unobserved.contains(child.uid()))
                .map(Found::object)
                .toList();
    }

    private static List<UUID> unobserved(List<Found> sameName) {
        boolean all = sameName.get(sameName.size() - 1).isUnobserved();
        return sameName.stream()
                .filter(child -> all || child.isUnobserved())
                .map(Found::uid)
                .toList();
    }

    private static RecordedLineage lineage(Found run, List<Found> runs, Map<UUID, RecordedRun> recorded) {
        List<RecordedRun> retries = runs.subList(0, runs.indexOf(run) + 1).stream()
                .filter(earlier -> earlier.retryNumber() > 0)
                .map(earlier -> get(recorded, earlier.uid()))
                .toList();
        Found latest = runs.get(runs.size() - 1);
        boolean hasBase = runs.stream().anyMatch(other -> other.uid().equals(run.baseUid()));
        return new RecordedLineage(
                hasBase ? recorded.get(run.baseUid()) : null,
                retries,
                get(recorded, latest.uid()),
                Objects.requireNonNull(latest.attempt()),
                runs.get(0).rerun());
    }

    private static RecordedRun get(Map<UUID, RecordedRun> recorded, UUID uid) {
        return Objects.requireNonNull(recorded.get(uid));
    }

    private static Found found(ResultSet row, DocumentRows documents) throws SQLException {
        UUID uid = row.getObject("uid", UUID.class);
        byte[] json = Objects.requireNonNull(documents.json(uid, row), () -> "no document of " + uid);
        return new Found(
                new RecordedObject(uid, document(row, Deflated.tree(uid, json)), row.getObject("deleted_at") == null),
                row.getObject("run_uid", UUID.class),
                row.getObject("base_uid", UUID.class),
                row.getString("namespace"),
                row.getInt("retry_number"),
                row.getObject("run_uid") == null ? attempt(uid, row) : null,
                row.getBoolean("unobserved"),
                row.getObject("parent_uid", UUID.class),
                row.getString("definition"),
                renewedTasks(row),
                Rerun.read(row));
    }

    private static LatestAttempt attempt(UUID uid, ResultSet row) throws SQLException {
        OffsetDateTime endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new LatestAttempt(
                uid,
                row.getString("namespace"),
                row.getString("run_name"),
                PipelineRunStatus.valueOf(row.getString("status")),
                row.getBoolean("leaves_tasks"),
                row.getInt("attempt_number"),
                endedAt == null ? null : endedAt.toInstant());
    }

    private static @Nullable Set<String> renewedTasks(ResultSet row) throws SQLException {
        Array tasks = row.getArray("renewed_tasks");
        return tasks == null ? null : Set.of((String[]) tasks.getArray());
    }

    /**
     * Labels and annotations that record decisions of the plan are taken from the row, as anyone may have changed them
     * in the cluster.
     */
    private static ObjectNode document(ResultSet row, ObjectNode json) throws SQLException {
        if (row.getObject("run_uid") == null) {
            mark(json, "labels", TektonKeys.LEFT_TASKS, row.getBoolean("leaves_tasks"));
            mark(json, "annotations", TektonKeys.STARTS_ANEW, row.getBoolean("starts_anew"));
        }
        return json;
    }

    private static void mark(ObjectNode run, String map, String key, boolean isSo) {
        ObjectNode metadata = run.withObjectProperty("metadata");
        if (isSo) {
            metadata.withObjectProperty(map).put(key, "true");
        } else if (metadata.path(map) instanceof ObjectNode keys) {
            keys.remove(key);
        }
    }
}
