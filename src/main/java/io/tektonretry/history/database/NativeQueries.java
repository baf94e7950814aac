package io.tektonretry.history.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Repository;

/** Executes SQL that is put together from the conditions of a filter. */
@Repository
public class NativeQueries {

    private final EntityManager entities;

    NativeQueries(EntityManager entities) {
        this.entities = entities;
    }

    /** The rows as entities or single values; parameters that the SQL does not name are left out. */
    @SuppressWarnings("unchecked")
    public <T> List<T> find(String sql, Class<T> type, Map<String, Object> parameters) {
        Query query = entities.createNativeQuery(sql, type);
        query.getParameters()
                .forEach(parameter -> query.setParameter(parameter.getName(), parameters.get(parameter.getName())));
        return query.getResultList();
    }
}
