/** Logs of steps: passed on from where they are, and links to where else they are shown. */
@NullMarked
package io.tektonretry.log;

import org.jspecify.annotations.NullMarked;
