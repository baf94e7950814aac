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

    private static final String SIZES =
            "select uid, json_bytes as bytes from document where uid = any(:uids) order by uid";

    private record Size(UUID uid, int bytes) {}

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
        return readEach(sizes(uids), before, (size, body) -> work.apply(Deflated.json(size.uid(), body, size.bytes())));
    }

    /** The JSON of each recorded document among these, by UID. */
    public Map<UUID, String> texts(Collection<UUID> uids) {
        return readEach(
                sizes(uids),
                bytes -> {},
                (size, body) -> new String(Deflated.inflated(size.uid(), body, size.bytes()), UTF_8));
    }

    /** Total size of the recorded documents among these, in bytes of JSON. */
    public long size(Collection<UUID> uids) {
        return sizes(uids).stream().mapToLong(Size::bytes).sum();
    }

    private List<Size> sizes(Collection<UUID> uids) {
        return jdbc.sql(SIZES)
                .param("uids", uids.toArray(UUID[]::new))
                .query((row, number) -> new Size(row.getObject("uid", UUID.class), row.getInt("bytes")))
                .list();
    }

    private <T> Map<UUID, T> readEach(List<Size> sizes, LongConsumer before, BiFunction<Size, byte[], T> work) {
        Map<UUID, T> made = new HashMap<>();
        for (List<Size> portion : Portions.of(new ArrayList<>(sizes), Size::bytes)) {
            TimeLimit.check();
            long bytes = portion.stream().mapToLong(Size::bytes).sum();
            before.accept(bytes);
            memory.holding(
                    bytes,
                    () -> jdbc.sql("select uid, body, json_bytes from document where uid = any(:uids)")
                            .param("uids", portion.stream().map(Size::uid).toArray(UUID[]::new))
                            .query(row -> {
                                Size size = new Size(row.getObject("uid", UUID.class), row.getInt("json_bytes"));
                                made.put(size.uid(), work.apply(size, row.getBytes("body")));
                            }));
        }
        return made;
    }
}
