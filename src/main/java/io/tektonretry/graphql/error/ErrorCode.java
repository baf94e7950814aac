package io.tektonretry.graphql.error;

/** The {@code extensions.code} of a GraphQL error. Values are added, never renamed. */
public enum ErrorCode {
    /** The request is malformed: its syntax, a field, an id, a cursor or a value. */
    INVALID_INPUT,
    /** A run is unknown or hidden from the caller. */
    RUN_NOT_FOUND,
    /** The caller lacks a right. */
    FORBIDDEN,
    /** The request exceeds a limit. */
    LIMIT_EXCEEDED,
    /** The caller has reached a rate limit: try again later. */
    RATE_LIMITED,
    /** Changes after the cursor were deleted: read again, and subscribe without a cursor. */
    CURSOR_EXPIRED,
    /** The subscriber reads changes too slowly: subscribe again after the last cursor. */
    SUBSCRIBER_TOO_SLOW,
    /** The connection is too old: connect again with a fresh token. */
    CONNECTION_TOO_OLD,
    /** The operation took too long. */
    TIMEOUT,
    /** Other answers hold the memory that this one needs: try again. */
    OVERLOADED,
    /** The database is not available. */
    DATABASE_UNAVAILABLE,
    /** The API server is not available. */
    CLUSTER_UNAVAILABLE,
    /** The document of a hash is not known: send its text together with the hash. */
    PERSISTED_QUERY_NOT_FOUND,
    /** The version of the persisted query is not supported: send the text alone. */
    PERSISTED_QUERY_NOT_SUPPORTED,
    /** The hash of a persisted query is not that of its text. */
    PERSISTED_QUERY_HASH_MISMATCH,
    /** The document is not in the list of allowed documents. */
    DOCUMENT_NOT_ALLOWED,
    /** An internal error of the service. */
    INTERNAL_ERROR
}
