package io.tektonretry.tekton;

import java.util.UUID;

/**
 * An object that an earlier watch has told of.
 *
 * @param resourceVersion 0 when it does not compare with those of now
 */
public record ToldBefore(UUID uid, long resourceVersion) {}
