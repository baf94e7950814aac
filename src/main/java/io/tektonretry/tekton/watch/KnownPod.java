package io.tektonretry.tekton.watch;

import java.util.UUID;

/** A pod or Event that an earlier watch reported. */
public record KnownPod(UUID uid, String namespace, String name, long resourceVersion) {}
