/** A small simulation of Tekton's controllers, version 1.15. It knows a cluster by its URL alone, as a controller does. */
@NullMarked
package io.tektonretry.cluster.tekton;

import org.jspecify.annotations.NullMarked;
