/** Reads what the caller may see, with one access check per namespace. */
@NullMarked
package io.tektonretry.graphql.visible;

import org.jspecify.annotations.NullMarked;
