package io.tektonretry.history.recording;

import java.util.UUID;

/**
 * A recorded object whose deletion was not noticed.
 *
 * @param resourceVersion 0 when it is of an earlier epoch of the cluster, and so not comparable
 */
public record LivingObject(UUID uid, long resourceVersion) {}
