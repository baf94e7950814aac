package io.tektonretry.tekton;

/**
 * One line of a watch.
 *
 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}
 */
record WatchEvent(String type, ScannedObject object) {}
