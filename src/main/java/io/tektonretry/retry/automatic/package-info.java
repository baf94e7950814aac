/** Retries runs that the cluster made fail, where the author of the pipeline enabled that. */
@NullMarked
package io.tektonretry.retry.automatic;

import org.jspecify.annotations.NullMarked;
