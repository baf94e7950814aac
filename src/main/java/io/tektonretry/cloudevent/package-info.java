/** Tells a sink of CloudEvents what becomes of retries. */
@NullMarked
package io.tektonretry.cloudevent;

import org.jspecify.annotations.NullMarked;
