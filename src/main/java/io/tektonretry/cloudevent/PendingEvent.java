package io.tektonretry.cloudevent;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that was not delivered yet.
 *
 * @param seq position among all events
 * @param id CloudEvents {@code id}, by which the sink detects duplicates
 * @param type CloudEvents {@code type}
 * @param subject {@code <namespace>/<name>} of the retry
 * @param chain UID of the root of the lineage
 * @param retryOf UID of the retried run
 * @param at when it happened
 * @param data JSON
 * @param attempts how often the sink has rejected it
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
