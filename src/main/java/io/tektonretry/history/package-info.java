/**
 * Recorded runs, tasks, attempts and lineage: the only package that knows tables and SQL. It imports {@code source} and nothing else of ours.
 */
@NullMarked
package io.tektonretry.history;

import org.jspecify.annotations.NullMarked;
