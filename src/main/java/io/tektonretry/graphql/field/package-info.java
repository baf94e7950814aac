/** Calls the methods of controllers that compute a field from its object, without the context of a whole call. */
@NullMarked
package io.tektonretry.graphql.field;

import org.jspecify.annotations.NullMarked;
