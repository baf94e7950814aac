package io.tektonretry.history.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.history.database.TimeLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/** Whole objects, as last observed. */
@Repository
public class Documents {

    private static final String OBJECTS = """
            from (select distinct unnest(:uids) as uid) asked
             cross join lateral (
                   select asked.uid, (select t.pipeline_run_uid from task_run t
                                       where t.uid = asked.uid and t.kind <> 'PipelineRun') as bundle_uid) object
            """ + DocumentRows.FOUND;

    /** A bundle counts once, as the size of one of its documents. */
    private static final String SIZES = """
            select object.uid,
                   coalesce(own.json_bytes,
                            case when row_number() over (partition by bundle.uid order by object.uid) = 1
                                 then bundle.json_bytes else 0 end) as bytes,
                   bundle.uid is not null as is_bundled
              OBJECTS
             where own.json_bytes is not null or bundle.uid is not null
             order by bundle.uid, object.uid
            """.replace("OBJECTS", OBJECTS.strip());

    private static final String READ = "select object.uid, " + DocumentRows.columns("object.uid") + "\n" + OBJECTS
            + " order by bundle.uid, object.uid";

    private record Size(UUID uid, int bytes, boolean isBundled) {}

    private final JdbcClient jdbc;
    private final DocumentMemory memory;

    Documents(JdbcClient jdbc, DocumentMemory memory) {
        this.jdbc = jdbc;
        this.memory = memory;
    }

    /** The recorded documents among these, by UID; for a few objects. */
    public Map<UUID, ObjectNode> findByUids(Collection<UUID> uids) {
        return read(uids, document -> document);
    }

    /**
     * Applies the function to each recorded document among these, by UID; only a few documents are in memory at a time.
     */
    public <T> Map<UUID, T> read(Collection<UUID> uids, Function<ObjectNode, T> work) {
        return read(uids, bytes -> {}, work);
    }

    /**
     * {@link #read}, in portions.
     *
     * @param before called before each portion with its size in bytes of JSON
     */
    public <T> Map<UUID, T> read(Collection<UUID> uids, LongConsumer before, Function<ObjectNode, T> work) {
        return readEach(sizes(uids), before, (uid, json) -> work.apply(Deflated.tree(uid, json)));
    }

    /** The JSON of each recorded document among these, by UID. */
    public Map<UUID, String> texts(Collection<UUID> uids) {
        return readEach(sizes(uids), bytes -> {}, (uid, json) -> new String(json, UTF_8));
    }

    /** The JSON of those of these objects whose document is in a bundle. */
    Map<UUID, byte[]> bundled(Collection<UUID> uids) {
        List<Size> bundled = sizes(uids).stream().filter(Size::isBundled).toList();
        return readEach(bundled, bytes -> {}, (uid, json) -> json);
    }

    /** Total size of the recorded documents among these, in bytes of JSON. */
    public long size(Collection<UUID> uids) {
        return sizes(uids).stream().mapToLong(Size::bytes).sum();
    }

    private List<Size> sizes(Collection<UUID> uids) {
        return jdbc.sql(SIZES)
                .param("uids", uids.toArray(UUID[]::new))
                .query((row, number) ->
                        new Size(row.getObject("uid", UUID.class), row.getInt("bytes"), row.getBoolean("is_bundled")))
                .list();
    }

    private <T> Map<UUID, T> readEach(List<Size> sizes, LongConsumer before, BiFunction<UUID, byte[], T> work) {
        Map<UUID, T> made = new HashMap<>();
        for (List<Size> portion : Portions.of(new ArrayList<>(sizes), Size::bytes)) {
            TimeLimit.check();
            long bytes = portion.stream().mapToLong(Size::bytes).sum();
            before.accept(bytes);
            DocumentRows rows = new DocumentRows();
            memory.holding(
                    bytes,
                    () -> jdbc.sql(READ)
                            .param("uids", portion.stream().map(Size::uid).toArray(UUID[]::new))
                            .query(row -> {
                                UUID uid = row.getObject("uid", UUID.class);
                                byte[] json = rows.json(uid, row);
                                if (json != null) {
                                    made.put(uid, work.apply(uid, json));
                                }
                            }));
        }
        return made;
    }
}
