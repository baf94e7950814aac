package io.tektonretry.tekton.watch;

import java.util.UUID;

/**
 * An object that an earlier watch has told of.
 *
 * @param resourceVersion 0 when it does not compare with those of now
 */
public record KnownObject(UUID uid, long resourceVersion) {}
