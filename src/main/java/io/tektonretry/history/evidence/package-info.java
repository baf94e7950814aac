/**
 * Pods, containers and Events: what helps to explain a failure. Rows may be missing, so nothing decides by them.
 */
@NullMarked
package io.tektonretry.history.evidence;

import org.jspecify.annotations.NullMarked;
