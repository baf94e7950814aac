/** The stored options of requests. */
@NullMarked
package io.tektonretry.retry.option;

import org.jspecify.annotations.NullMarked;
