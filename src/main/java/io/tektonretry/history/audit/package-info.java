/** Who asked for what, and what was answered. Rows are inserted and never changed. */
@NullMarked
package io.tektonretry.history.audit;

import org.jspecify.annotations.NullMarked;
