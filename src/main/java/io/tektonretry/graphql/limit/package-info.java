/** Limits of operations, callers and all callers together, counted before or during the work. */
@NullMarked
package io.tektonretry.graphql.limit;

import org.jspecify.annotations.NullMarked;
