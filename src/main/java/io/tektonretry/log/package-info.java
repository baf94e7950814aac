/** Logs of steps: where they are to be found, and the way there. It knows nothing of runs but what it is told. */
@NullMarked
package io.tektonretry.log;

import org.jspecify.annotations.NullMarked;
