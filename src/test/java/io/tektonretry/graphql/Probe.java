package io.tektonretry.graphql;

/**
 * How a field at the root of the schema is tried by every role, and who may have what it gives.
 *
 * @param rule who may
 * @param document what is sent; {@code <namespace> <name> <run> <lineage> <task> <attempt> <request>} stand for the run that is asked
 *     for, its ids, those of one of its tasks, and the id of a request for its retry
 */
record Probe(Rule rule, String document) {

    /** Who may have what a field gives. */
    enum Rule {
        /** The name of the run is answered to those who may get or list runs of its namespace. */
        SHOWS_TO_GETTERS,
        /** The name of the run is answered to those who may list runs of its namespace. */
        SHOWS_TO_LISTERS,
        /** The name of the run is answered to those who may list the audit of its namespace. */
        SHOWS_TO_AUDITORS,
        /** Who may not get the run is told that nothing is there, and who may not retry it that this is FORBIDDEN. */
        RETRIES,
        /** It is answered to everybody who is let in, and tells of no run. */
        SHOWS_NO_RUN
    }
}
