/** The scheduler that recurring and delayed tasks share, and the log of their failures. */
@NullMarked
package io.tektonretry.schedule;

import org.jspecify.annotations.NullMarked;
