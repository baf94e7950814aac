/** Connections, cursors, page arguments and ids. */
@NullMarked
package io.tektonretry.graphql.relay;

import org.jspecify.annotations.NullMarked;
