/** Logs of steps: streamed from their sources, and links to other systems that show them. */
@NullMarked
package io.tektonretry.log;

import org.jspecify.annotations.NullMarked;
