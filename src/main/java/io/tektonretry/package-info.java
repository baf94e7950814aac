/** The entry point. It knows the packages only as a whole. */
@NullMarked
package io.tektonretry;

import org.jspecify.annotations.NullMarked;
