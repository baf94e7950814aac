package io.tektonretry.history.recording;

import java.util.UUID;

/**
 * A recorded object whose deletion nobody has noticed.
 *
 * @param resourceVersion 0 when it comes from an earlier epoch of the cluster, so that nothing compares with it
 */
public record LivingObject(UUID uid, long resourceVersion) {}
