/**
 * The tasks of recorded runs and their attempts: the rows of a whole lineage, put together as the tasks that each run
 * executed, reused or left out. It writes nothing.
 */
@NullMarked
package io.tektonretry.history.task;

import org.jspecify.annotations.NullMarked;
