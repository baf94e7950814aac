/**
 * Records the cluster in the history: watch, batch, guarded upsert. It is the only writer of mirrored rows, and exports
 * no type.
 */
@NullMarked
package io.tektonretry.mirror;

import org.jspecify.annotations.NullMarked;
