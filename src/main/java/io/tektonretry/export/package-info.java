/** Exports recorded runs as OpenLineage events and as a table, streamed with the rights of the caller. */
@NullMarked
package io.tektonretry.export;

import org.jspecify.annotations.NullMarked;
