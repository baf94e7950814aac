/** The mutations: input in, use case, payload out. */
@NullMarked
package io.tektonretry.graphql.retry;

import org.jspecify.annotations.NullMarked;
