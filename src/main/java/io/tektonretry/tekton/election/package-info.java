/** Elects one replica by a Lease. */
@NullMarked
package io.tektonretry.tekton.election;

import org.jspecify.annotations.NullMarked;
