/**
 * Completes fields that are computed from their object alone without the steps that GraphQL Java makes for each field,
 * and makes batched look-ups when a field asks for them.
 */
@NullMarked
package io.tektonretry.graphql.field;

import org.jspecify.annotations.NullMarked;
