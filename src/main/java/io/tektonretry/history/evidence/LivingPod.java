package io.tektonretry.history.evidence;

import java.util.UUID;

/** A recorded pod whose deletion was not noticed. */
public record LivingPod(UUID uid, String namespace, String name, long resourceVersion) {}
