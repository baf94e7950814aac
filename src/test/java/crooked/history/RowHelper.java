package crooked.history;

import crooked.mirror.Watch;
import jakarta.persistence.EntityManager;

/** Asks the mirror, which it must not know, and for rows without being a repository. */
public final class RowHelper {

    public String row() {
        return Watch.NAME;
    }

    Object row(EntityManager entities) {
        return entities.createNativeQuery("select 1").getSingleResult();
    }
}
