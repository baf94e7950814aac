package io.tektonretry.history.evidence;

import java.util.UUID;

/** A recorded pod whose deletion nobody has noticed. */
public record LivingPod(UUID uid, String namespace, String name, long resourceVersion) {}
