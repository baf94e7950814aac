package io.tektonretry.cloudevent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The events that wait for delivery. Database triggers write them in the transaction of the change that they report,
 * while the switch is on.
 */
@Repository
class Outbox {

    private static final String SWITCH = """
            insert into cloud_event_switch (enabled) values (:enabled)
                on conflict (only_one) do update set enabled = excluded.enabled where cloud_event_switch.enabled <> excluded.enabled
            """;

    /** Only the first event of each lineage is due: later ones wait for it. */
    private static final String DUE = """
            select seq, id, type, subject, base_uid, retry_of_uid, at, data, attempts
              from cloud_event e
             where due_at <= :now
               and not exists (select 1 from cloud_event o where o.base_uid = e.base_uid and o.seq < e.seq)
             order by seq
             limit :limit
            """;

    private static final String DROP_SURPLUS = """
            delete from cloud_event
             where seq <= (select seq from cloud_event order by seq desc offset :most limit 1)
            """;

    private final JdbcClient jdbc;

    Outbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Switches the writing of events on or off; off also deletes the waiting ones. */
    void turn(boolean on) {
        jdbc.sql(SWITCH).param("enabled", on).update();
        if (!on) {
            jdbc.sql("delete from cloud_event").update();
        }
    }

    List<PendingEvent> due(Instant now, int limit) {
        return jdbc.sql(DUE)
                .param("now", utc(now))
                .param("limit", limit)
                .query((row, number) -> new PendingEvent(
                        row.getLong("seq"),
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        row.getString("subject"),
                        row.getObject("base_uid", UUID.class),
                        row.getObject("retry_of_uid", UUID.class),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("data"),
                        row.getInt("attempts")))
                .list();
    }

    void remove(PendingEvent event) {
        jdbc.sql("delete from cloud_event where seq = :seq")
                .param("seq", event.seq())
                .update();
    }

    /** Delays the event, and those behind it in its lineage, until then. */
    void postpone(PendingEvent event, Instant due) {
        jdbc.sql("update cloud_event set attempts = attempts + 1, due_at = :due where seq = :seq")
                .param("due", utc(due))
                .param("seq", event.seq())
                .update();
    }

    /** Drops events older than this, and the oldest beyond {@code most}; returns how many. */
    int drop(Instant before, int most) {
        int old = jdbc.sql("delete from cloud_event where at < :before")
                .param("before", utc(before))
                .update();
        return old + jdbc.sql(DROP_SURPLUS).param("most", most).update();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
