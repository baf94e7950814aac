package io.tektonretry.history;

import java.util.List;

/**
 * A page of the audit, newest first.
 *
 * @param events the events
 * @param hasMore whether there are more in the direction that was read
 */
public record AuditPage(List<AuditEvent> events, boolean hasMore) {

    public AuditPage {
        events = List.copyOf(events);
    }
}
