package io.tektonretry.history.document;

import java.time.Instant;
import java.util.UUID;

/**
 * A recorded PipelineRun that exists in the cluster.
 *
 * @param resourceVersion as recorded
 * @param finishedAt when it ended
 */
public record StoredRun(UUID uid, String namespace, String name, long resourceVersion, Instant finishedAt) {}
