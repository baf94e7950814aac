/** Sends the outcomes of retries to a CloudEvents sink. */
@NullMarked
package io.tektonretry.cloudevent;

import org.jspecify.annotations.NullMarked;
