/** Subscriptions: each replica reads changes once, and sends them to its subscribers. */
@NullMarked
package io.tektonretry.graphql.live;

import org.jspecify.annotations.NullMarked;
