/** Elects one replica with a Lease. */
@NullMarked
package io.tektonretry.tekton.election;

import org.jspecify.annotations.NullMarked;
