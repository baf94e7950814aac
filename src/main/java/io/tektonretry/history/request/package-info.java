/**
 * Requests for retries, one by one and in bulk, and their pace. Only {@code retry}, {@code graphql} and {@code retention} may use it.
 */
@NullMarked
package io.tektonretry.history.request;

import org.jspecify.annotations.NullMarked;
