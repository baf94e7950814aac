package io.tektonretry.mirror;

import io.tektonretry.tekton.watch.UnreadableObject;
import java.util.List;

/**
 * What is written in one transaction.
 *
 * @param changes the changes that have waited longest
 * @param unreadable objects for the quarantine
 * @param reached position of each scope once all of this is recorded
 */
record Batch(List<PendingObject> changes, List<UnreadableObject> unreadable, List<Checkpoint> reached) {}
