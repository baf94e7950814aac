/** Threads that repeat some work until they are stopped, whatever goes wrong meanwhile. It knows nothing of what the work is. */
@NullMarked
package io.tektonretry.worker;

import org.jspecify.annotations.NullMarked;
