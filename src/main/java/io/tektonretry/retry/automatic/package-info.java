/** Retries what the cluster made fail, where the author of a pipeline asks for that. */
@NullMarked
package io.tektonretry.retry.automatic;

import org.jspecify.annotations.NullMarked;
