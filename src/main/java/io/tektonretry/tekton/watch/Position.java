package io.tektonretry.tekton.watch;

import java.time.Instant;

/**
 * A point in the stream of changes of a kind: all earlier changes are known.
 *
 * @param at when the stream was there
 */
public record Position(long resourceVersion, Instant at) {}
