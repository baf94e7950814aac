/** Subscriptions: reads changes once for a replica, and sends them to its subscribers. */
@NullMarked
package io.tektonretry.graphql.live;

import org.jspecify.annotations.NullMarked;
