package io.tektonretry.history;

/** A filter matches too few of too many runs: finding the others would need to read all of them. */
public final class SparseFilterException extends RuntimeException {

    SparseFilterException(int lookedAt) {
        super("""
                The filter matches fewer than a page of the %,d runs that were looked at, and no index finds the others. \
                Give it a narrower `createdAt` with `from`, or another condition that an index finds: `namespaces`, \
                `pipelineNames`, `statuses`, `source`, a label with `values`, `finishedAt` with `from`, or `retriedBy`.\
                """.formatted(lookedAt));
    }
}
