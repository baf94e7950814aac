/**
 * The entry point. It knows that there are packages and nothing of what they do.
 */
@NullMarked
package io.tektonretry;

import org.jspecify.annotations.NullMarked;
