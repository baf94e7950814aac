package crooked.history;

import crooked.mirror.Watch;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the mirror, which it must not know, and for rows without being a repository. */
public final class RowHelper {

    public String row() {
        return Watch.NAME;
    }

    Object row(JdbcClient jdbc) {
        return jdbc.sql("select 1").query().singleValue();
    }
}
