package io.tektonretry.graphql.error;

/** The {@code extensions.code} of a GraphQL error. Values are added, never renamed. */
public enum ErrorCode {
    /** The request is at fault: its syntax, a field it asks for, an id, a cursor, a value. */
    INVALID_INPUT,
    /** A run is unknown or hidden from the caller. */
    RUN_NOT_FOUND,
    /** The caller lacks a right. */
    FORBIDDEN,
    /** The request asks for more than is allowed at a time. */
    LIMIT_EXCEEDED,
    /** The caller has reached a rate limit: try again later. */
    RATE_LIMITED,
    /** Changes after the cursor are no longer kept: read anew and subscribe without a cursor. */
    CURSOR_EXPIRED,
    /** A subscriber took changes too slowly: subscribe again after the last cursor. */
    SUBSCRIBER_TOO_SLOW,
    /** A connection that stays open was made too long ago: connect again with a fresh token. */
    CONNECTION_TOO_OLD,
    /** The answer took too long. */
    TIMEOUT,
    /** Other answers use the memory that this one needs: try again. */
    OVERLOADED,
    /** The database can't be asked. */
    DATABASE_UNAVAILABLE,
    /** The API server can't be asked. */
    CLUSTER_UNAVAILABLE,
    /** The service is at fault. */
    INTERNAL_ERROR
}
