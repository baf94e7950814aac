package io.tektonretry.export;

import java.time.Instant;
import java.util.UUID;

/** Where an export has come to: after this run of the namespace. */
record ExportPosition(String namespace, Instant at, UUID uid) {

    private static final UUID LOWEST = new UUID(0, 0);

    /** Before the first run of the namespace from that time on. */
    static ExportPosition before(String namespace, Instant from) {
        return new ExportPosition(namespace, from, LOWEST);
    }

    /** After the last of these runs. */
    static ExportPosition after(ExportedRun run) {
        return new ExportPosition(run.namespace(), run.createdAt(), run.uid());
    }
}
