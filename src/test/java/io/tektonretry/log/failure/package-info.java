@NullMarked
package io.tektonretry.log.failure;

import org.jspecify.annotations.NullMarked;
