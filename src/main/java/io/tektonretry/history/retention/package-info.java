/** Deletes what may go from the tables, in chunks by index. The schedule is in {@code retention}. */
@NullMarked
package io.tektonretry.history.retention;

import org.jspecify.annotations.NullMarked;
