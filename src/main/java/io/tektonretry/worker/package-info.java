/**
 * Threads that repeat some work until they are stopped, and recover from its failures. The package does not know what
 * the work is.
 */
@NullMarked
package io.tektonretry.worker;

import org.jspecify.annotations.NullMarked;
