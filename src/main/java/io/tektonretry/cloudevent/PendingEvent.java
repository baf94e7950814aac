package io.tektonretry.cloudevent;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that the sink has not taken yet.
 *
 * @param seq its place among all
 * @param id by which the sink knows an event that comes twice
 * @param type what happened
 * @param subject namespace and name of the retry
 * @param chain UID of the first run of the lineage
 * @param retryOf UID of the run that is retried
 * @param at when
 * @param data JSON
 * @param attempts how often the sink has refused it
 */
record PendingEvent(
        long seq,
        UUID id,
        String type,
        String subject,
        UUID chain,
        UUID retryOf,
        Instant at,
        String data,
        int attempts) {}
