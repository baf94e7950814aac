package io.tektonretry.mirror;

import io.tektonretry.history.change.ChangeScope;
import io.tektonretry.history.change.RunChange;
import io.tektonretry.history.change.RunChanges;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.retention.OrphanedTaskRuns;
import io.tektonretry.history.retention.Retention;
import io.tektonretry.history.retention.RetentionRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/** Follows a story, and writes down what must not happen even for a moment. */
final class Observer {

    private static final int MANY = 10_000;

    private final JdbcClient jdbc;
    private final Retention retention;
    private final OrphanedTaskRuns loose;
    private final RunChanges feed;
    private final List<String> violations = new ArrayList<>();
    private final List<Long> heard = new ArrayList<>();
    private long cursor;

    Observer(ApplicationContext history) {
        this.jdbc = history.getBean(JdbcClient.class);
        this.retention = history.getBean(Retention.class);
        this.loose = history.getBean(OrphanedTaskRuns.class);
        this.feed = history.getBean(RunChanges.class);
        this.cursor = feed.span().newest();
    }

    /** What was taken out of the history for good. */
    Set<UUID> pruned() {
        return Set.copyOf(jdbc.sql("select uid from taken").query(UUID.class).list());
    }

    /** Whether all kinds are recorded up to a version behind this one. */
    boolean hasReached(long version) {
        try {
            return jdbc.sql(
                            "select count(*) = 3 and min(resource_version) > :version from followed_kind where epoch is not null")
                    .param("version", version)
                    .query(Boolean.class)
                    .single();
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }

    /** Looks at what is in memory: one change an object that waits, and one that is being written. */
    void look(MirroredService service, World world) {
        int objects = world.lives().size() + world.lost().size();
        if (service.waiting() > 2 * objects) {
            violations.add(service.waiting() + " changes wait of " + objects + " objects");
        }
    }

    /** Reads on in the feed of changes. */
    void listen() {
        try {
            for (RunChange change : feed.after(cursor, feed.span().newest(), ChangeScope.ALL, MANY)) {
                heard.add(change.seq());
                cursor = change.seq();
            }
        } catch (DataAccessException | TransactionException e) {
            // Its connection was cut, and the feed waits for whoever comes back.
        }
    }

    /** Takes everything out of the history that has ended. */
    void prune(List<RetentionRule> rules) {
        try {
            Instant now = Instant.now();
            retention.prune(rules, now, ListPosition.BEGINNING, MANY, false);
            loose.prune(rules, now, ListPosition.BEGINNING, MANY, false);
        } catch (DataAccessException | TransactionException e) {
            // Its connection was cut.
        }
    }

    /** What happened that must not happen; what was heard of the feed must be all of it. */
    List<String> violations() {
        listen();
        List<String> all = new ArrayList<>(violations);
        if (!heard.isEmpty()) {
            List<Long> written = jdbc.sql("select seq from change where seq >= :first and seq <= :last order by seq")
                    .param("first", heard.get(0))
                    .param("last", cursor)
                    .query(Long.class)
                    .list();
            if (!written.equals(heard)) {
                all.add("of the changes " + written + " only " + heard + " were heard");
            }
        }
        jdbc.sql("select what from went_back").query(String.class).list().forEach(all::add);
        return all;
    }
}
