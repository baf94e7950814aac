/** The scheduler that recurring and delayed tasks share, the log of their failures, and the clock. */
@NullMarked
package io.tektonretry.schedule;

import org.jspecify.annotations.NullMarked;
