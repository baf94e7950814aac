package io.tektonretry.history.document;

import java.time.Instant;
import java.util.UUID;

/**
 * A PipelineRun of the cluster as far as it is recorded.
 *
 * @param resourceVersion the recorded one
 * @param finishedAt when it ended
 */
public record StoredRun(UUID uid, String namespace, String name, long resourceVersion, Instant finishedAt) {}
