/** Who asked for what, and the answers. Rows are never changed. */
@NullMarked
package io.tektonretry.history.audit;

import org.jspecify.annotations.NullMarked;
