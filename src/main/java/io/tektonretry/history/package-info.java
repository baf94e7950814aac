/**
 * Recorded runs and the links of lineages: what resolvers and the planner read. {@link PipelineRunRecords} looks runs
 * up, {@link PipelineRunList} lists them. Only this package and those below it know tables and SQL.
 */
@NullMarked
package io.tektonretry.history;

import org.jspecify.annotations.NullMarked;
