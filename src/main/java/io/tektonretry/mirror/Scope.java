package io.tektonretry.mirror;

import io.tektonretry.tekton.TektonKind;

/**
 * What one informer follows.
 *
 * @param namespace empty for all
 */
record Scope(TektonKind kind, String namespace) {}
