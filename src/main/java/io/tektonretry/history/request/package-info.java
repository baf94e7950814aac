/**
 * Requests for retries, single and in bulk, and their rate. Only {@code retry}, {@code graphql} and {@code retention}
 * may use it.
 */
@NullMarked
package io.tektonretry.history.request;

import org.jspecify.annotations.NullMarked;
