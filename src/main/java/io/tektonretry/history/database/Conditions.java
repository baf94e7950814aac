package io.tektonretry.history.database;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/** Conditions on rows, all of which must hold; null does not restrict. */
public final class Conditions<R> {

    private final List<Specification<R>> all = new ArrayList<>();

    /**
     * The text has one of these values; an empty collection does not restrict. They are one array, so that their number
     * does not change the statement.
     */
    public void anyOf(String attribute, Collection<?> values) {
        if (!values.isEmpty()) {
            String[] texts = values.stream().map(Object::toString).toArray(String[]::new);
            all.add((row, query, builder) -> builder.equal(row.get(attribute), any(builder, texts)));
        }
    }

    private static Expression<String> any(CriteriaBuilder builder, String[] texts) {
        HibernateCriteriaBuilder hibernate = (HibernateCriteriaBuilder) builder;
        return hibernate.sql("any(?)", String.class, hibernate.value(texts));
    }

    public void is(String attribute, @Nullable Object value) {
        if (value != null) {
            all.add((row, query, builder) -> builder.equal(row.get(attribute), value));
        }
    }

    /** Inclusive. */
    public void from(String attribute, @Nullable Instant time) {
        if (time != null) {
            all.add((row, query, builder) -> builder.greaterThanOrEqualTo(row.get(attribute), time));
        }
    }

    /** Inclusive. */
    void until(String attribute, @Nullable Instant time) {
        if (time != null) {
            all.add((row, query, builder) -> builder.lessThanOrEqualTo(row.get(attribute), time));
        }
    }

    /** Exclusive. */
    public void before(String attribute, @Nullable Instant time) {
        if (time != null) {
            all.add((row, query, builder) -> builder.lessThan(row.get(attribute), time));
        }
    }

    Specification<R> specification() {
        return Specification.allOf(all);
    }
}
