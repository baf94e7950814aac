/** Recurring tasks that delete old rows, and the age limits. */
@NullMarked
package io.tektonretry.retention;

import org.jspecify.annotations.NullMarked;
