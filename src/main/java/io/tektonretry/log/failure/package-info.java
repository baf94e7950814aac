/** The last lines of steps that failed: read from their pods while these are there, and kept. */
@NullMarked
package io.tektonretry.log.failure;

import org.jspecify.annotations.NullMarked;
