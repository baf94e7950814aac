/**
 * Whole objects as they were last seen, deflated, and the lineages that the planner reads. Whoever reads them waits for memory.
 */
@NullMarked
package io.tektonretry.history.document;

import org.jspecify.annotations.NullMarked;
