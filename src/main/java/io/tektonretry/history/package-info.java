/**
 * Recorded runs, their tasks and attempts, and the links of lineages: what resolvers and the planner read. Only this
 * package and those below it know tables and SQL.
 */
@NullMarked
package io.tektonretry.history;

import org.jspecify.annotations.NullMarked;
