/** The last lines of failed steps, read while their pods exist, and kept. */
@NullMarked
package io.tektonretry.log.failure;

import org.jspecify.annotations.NullMarked;
