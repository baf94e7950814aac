/** How far the mirror has come and what it may have missed: positions, gaps, epochs, completeness. */
@NullMarked
package io.tektonretry.history.coverage;

import org.jspecify.annotations.NullMarked;
