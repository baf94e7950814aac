/** Whole objects as last observed, deflated, and the lineages that the planner reads. Readers share a memory limit. */
@NullMarked
package io.tektonretry.history.document;

import org.jspecify.annotations.NullMarked;
