/** Queries and fields. They only translate, and export nothing. */
@NullMarked
package io.tektonretry.graphql;

import org.jspecify.annotations.NullMarked;
