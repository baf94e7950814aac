/** What may go from the tables, in chunks by index. When it goes is decided in {@code retention}. */
@NullMarked
package io.tektonretry.history.retention;

import org.jspecify.annotations.NullMarked;
