package io.tektonretry.graphql;

import java.util.UUID;

/** The runs that began with this one, which need not be recorded itself. */
record RetryLineage(UUID rootUid) {}
