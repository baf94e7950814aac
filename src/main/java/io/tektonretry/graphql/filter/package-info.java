/** Filters in arguments, checked and translated. */
@NullMarked
package io.tektonretry.graphql.filter;

import org.jspecify.annotations.NullMarked;
