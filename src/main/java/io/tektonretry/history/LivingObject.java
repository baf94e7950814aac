package io.tektonretry.history;

import java.util.UUID;

/** A recorded object whose deletion nobody has noticed. */
public record LivingObject(UUID uid, String namespace, String name, long resourceVersion) {}
