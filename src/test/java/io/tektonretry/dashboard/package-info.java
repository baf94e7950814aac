@NullMarked
package io.tektonretry.dashboard;

import org.jspecify.annotations.NullMarked;
