package io.tektonretry.tekton;

import java.util.UUID;

/** An object that an earlier watch has delivered. */
public record SeenBefore(UUID uid, String namespace, String name, long resourceVersion) {}
