/** Scalars, and texts and times that the database can store. */
@NullMarked
package io.tektonretry.graphql.scalar;

import org.jspecify.annotations.NullMarked;
