package io.tektonretry.mirror;

import io.tektonretry.tekton.watch.UnreadableObject;
import java.util.List;

/**
 * What is written at once.
 *
 * @param changes the ones that have waited longest
 * @param unreadable what goes into quarantine
 * @param reached how far every scope is recorded when all of this is
 */
record Batch(List<PendingObject> changes, List<UnreadableObject> unreadable, List<Checkpoint> reached) {}
