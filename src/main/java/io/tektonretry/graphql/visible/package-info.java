/** Reads what the caller may see, with one check of rights a namespace. */
@NullMarked
package io.tektonretry.graphql.visible;

import org.jspecify.annotations.NullMarked;
