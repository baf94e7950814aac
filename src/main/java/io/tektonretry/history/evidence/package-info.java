/**
 * Pods, containers and Events: evidence that helps to explain failures. Rows may be missing, so no decision depends on
 * them.
 */
@NullMarked
package io.tektonretry.history.evidence;

import org.jspecify.annotations.NullMarked;
