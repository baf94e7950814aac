package io.tektonretry.history.database;

/** A filter matches too few of too many rows: finding the others would need to read all of them. */
public final class SparseFilterException extends RuntimeException {

    SparseFilterException(ListedTable<?> table, int lookedAt) {
        super("""
                The filter matches fewer than a page of the %,d %s that were looked at, and no index finds the others. \
                Give it %s.\
                """.formatted(lookedAt, table.rows(), table.narrower()));
    }
}
