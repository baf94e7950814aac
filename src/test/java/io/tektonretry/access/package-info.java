/** Tests who is let in and what a caller may do, against an API server double. */
@NullMarked
package io.tektonretry.access;

import org.jspecify.annotations.NullMarked;
