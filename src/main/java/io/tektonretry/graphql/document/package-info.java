/** GraphQL documents: a cache of parsed and validated ones, persisted queries, and the list of allowed documents. */
@NullMarked
package io.tektonretry.graphql.document;

import org.jspecify.annotations.NullMarked;
