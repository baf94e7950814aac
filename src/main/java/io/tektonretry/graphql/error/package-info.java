/** Error codes, and the exceptions that are mapped to them. */
@NullMarked
package io.tektonretry.graphql.error;

import org.jspecify.annotations.NullMarked;
