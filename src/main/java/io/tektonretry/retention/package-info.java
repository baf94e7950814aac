/** Recurring tasks that remove old rows, and how old they may become. */
@NullMarked
package io.tektonretry.retention;

import org.jspecify.annotations.NullMarked;
