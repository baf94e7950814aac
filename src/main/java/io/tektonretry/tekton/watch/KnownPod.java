package io.tektonretry.tekton.watch;

import java.util.UUID;

/** An object that an earlier watch has delivered. */
public record KnownPod(UUID uid, String namespace, String name, long resourceVersion) {}
