@NullMarked
package io.tektonretry.log;

import org.jspecify.annotations.NullMarked;
