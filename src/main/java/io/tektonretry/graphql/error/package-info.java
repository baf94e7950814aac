/** The codes of errors, and the exceptions that become them. */
@NullMarked
package io.tektonretry.graphql.error;

import org.jspecify.annotations.NullMarked;
