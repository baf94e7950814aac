package io.tektonretry.tekton.watch;

import java.util.UUID;

/**
 * An object that an earlier watch reported.
 *
 * @param resourceVersion 0 when it is not comparable with current ones
 */
public record KnownObject(UUID uid, long resourceVersion) {}
