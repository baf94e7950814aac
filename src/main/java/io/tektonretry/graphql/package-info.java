/**
 * Resolvers, connections and the translation of exceptions into GraphQL errors. They only translate, and the package exports no
 * type.
 */
@NullMarked
package io.tektonretry.graphql;

import org.jspecify.annotations.NullMarked;
