package io.tektonretry.history.document;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Puts the documents of runs that have ended together with those of their children, because they share most of their
 * text. A later state of an object is a document of its own, until it joins the bundle.
 */
@Repository
public class DocumentBundles {

    /** To read one document, all of its bundle are read. */
    private static final int MOST_BYTES = 128 * 1024;

    private static final int MOST_DOCUMENTS = 30;

    /** Runs that have a document outside of their bundle, with all their objects. */
    private static final String OBJECTS = """
            with object as (
                select run.uid as run_uid, o.uid
                  from unnest(:runs) run (uid)
                 cross join lateral (
                       select run.uid
                        union all
                       select c.uid from proven_child c
                        where c.pipeline_run_uid = run.uid and c.kind <> 'PipelineRun'
                          and c.status not in ('PENDING', 'RUNNING')) o
                 where exists (select 1 from document where uid = run.uid)
                    or exists (
                       select 1
                         from (select uid from task_run where pipeline_run_uid = run.uid offset 0) t
                        where exists (select 1 from document where uid = t.uid offset 0)))
            """;

    private static final String SIZES = OBJECTS + """
            select object.run_uid, sum(own.json_bytes) + coalesce(max(bundle.json_bytes), 0) as bytes
              from object
             cross join lateral (select json_bytes from document where uid = object.uid offset 0) own
              left join lateral (select json_bytes from document_bundle where run_uid = object.run_uid offset 0) bundle on true
             group by object.run_uid
            having count(*) between case when max(bundle.json_bytes) is null then 2 else 1 end and :mostDocuments
               and sum(own.json_bytes) <= :mostBytes
            """;

    /** What somebody else has locked is being written, and stays alone. */
    private static final String READ = OBJECTS + """
            select object.run_uid, document.*
              from object
             cross join lateral (
                   select uid, body, json_bytes from document where uid = object.uid for update skip locked) document
             order by object.run_uid, document.json_bytes desc, document.uid
            """;

    private static final String READ_BUNDLES =
            "select run_uid, json_bytes, body from document_bundle where run_uid = any(:runs)";

    private static final String WRITE = """
            with bundled as (
                delete from document where uid = any(:documents))
            insert into document_bundle as b (run_uid, json_bytes, body)
            select * from unnest(:runs, :sizes, :bodies)
                on conflict (run_uid) do update set (json_bytes, body) = (excluded.json_bytes, excluded.body)
            """;

    private static final String TAKE_OUT = """
            insert into document (uid, kind, epoch, resource_version, body, json_bytes)
            select o.uid, o.kind, o.epoch, o.resource_version, taken.body, taken.bytes
              from unnest(:uids, :bodies, :sizes) taken (uid, body, bytes)
             cross join lateral (select * from recorded_object where uid = taken.uid limit 1) o
                on conflict (uid) do nothing
            """;

    private record Size(UUID runUid, int bytes) {}

    private final JdbcClient jdbc;
    private final Documents documents;
    private final DocumentMemory memory;

    DocumentBundles(JdbcClient jdbc, Documents documents, DocumentMemory memory) {
        this.jdbc = jdbc;
        this.documents = documents;
        this.memory = memory;
    }

    /** Bundles the documents of these runs, also with those of earlier states; within a transaction. */
    public void bundle(Collection<UUID> runs) {
        List<Size> sizes = jdbc.sql(SIZES)
                .param("runs", runs.toArray(UUID[]::new))
                .param("mostDocuments", MOST_DOCUMENTS)
                .param("mostBytes", MOST_BYTES)
                .query(Size.class)
                .list();
        for (List<Size> portion : Portions.of(sizes, Size::bytes)) {
            memory.holding(
                    portion.stream().mapToLong(Size::bytes).sum(),
                    () -> bundle(portion.stream().map(Size::runUid).toArray(UUID[]::new)));
        }
    }

    private void bundle(UUID[] runs) {
        Map<UUID, Map<UUID, byte[]>> bundles = new LinkedHashMap<>();
        Set<UUID> damaged = new HashSet<>();
        jdbc.sql(READ_BUNDLES).param("runs", runs).query(row -> {
            UUID run = row.getObject("run_uid", UUID.class);
            json(run, row)
                    .ifPresentOrElse(json -> bundles.put(run, DocumentBundle.documents(json)), () -> damaged.add(run));
        });
        List<UUID> documents = new ArrayList<>();
        jdbc.sql(READ).param("runs", runs).query(row -> {
            UUID uid = row.getObject("uid", UUID.class);
            UUID run = row.getObject("run_uid", UUID.class);
            json(uid, row).filter(json -> !damaged.contains(run)).ifPresent(json -> {
                documents.add(uid);
                bundles.computeIfAbsent(run, first -> new LinkedHashMap<>()).put(uid, json);
            });
        });
        write(documents, bundles);
    }

    /** Whoever reads a damaged one is told; it stays as it is. */
    private static Optional<byte[]> json(UUID uid, ResultSet row) throws SQLException {
        try {
            return Optional.of(Deflated.inflated(uid, row.getBytes("body"), row.getInt("json_bytes")));
        } catch (UnreadableDocumentException e) {
            return Optional.empty();
        }
    }

    private void write(List<UUID> documents, Map<UUID, Map<UUID, byte[]>> bundles) {
        List<byte[]> bodies = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        bundles.values().forEach(bundled -> {
            byte[] bundle = DocumentBundle.of(bundled);
            bodies.add(Deflated.small(bundle));
            sizes.add(Math.max(
                    bundle.length,
                    bundled.values().stream().mapToInt(JsonWeight::of).sum()));
        });
        jdbc.sql(WRITE)
                .param("documents", documents.toArray(UUID[]::new))
                .param("runs", bundles.keySet().toArray(UUID[]::new))
                .param("sizes", sizes.toArray(Integer[]::new))
                .param("bodies", bodies.toArray(byte[][]::new))
                .update();
    }

    /**
     * Makes those of these objects that are in a bundle documents of their own again; within a transaction.
     *
     * @return how many
     */
    public int takeOut(Collection<UUID> uids) {
        Map<UUID, byte[]> bundled = documents.bundled(uids);
        return bundled.isEmpty()
                ? 0
                : jdbc.sql(TAKE_OUT)
                        .param("uids", bundled.keySet().toArray(UUID[]::new))
                        .param(
                                "bodies",
                                bundled.values().stream().map(Deflated::bytes).toArray(byte[][]::new))
                        .param(
                                "sizes",
                                bundled.values().stream().map(JsonWeight::of).toArray(Integer[]::new))
                        .update();
    }
}
