package io.tektonretry.history;

/** A filter lets too few of too many runs through: the others would have to be looked at as well. */
public final class SparseFilterException extends RuntimeException {

    SparseFilterException(int lookedAt) {
        super("""
                The filter matches fewer than a page of the %,d runs that were looked at, and no index finds the others. \
                Give it a narrower `createdAt` with `from`, or another condition that an index finds: `namespaces`, \
                `pipelineNames`, `statuses`, `source`, a label with `values`, `finishedAt` with `from`, or `retriedBy`.\
                """.formatted(lookedAt));
    }
}
