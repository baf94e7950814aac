/** The feed of changes, in the order of their commits. */
@NullMarked
package io.tektonretry.history.change;

import org.jspecify.annotations.NullMarked;
