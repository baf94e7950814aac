@NullMarked
package io.tektonretry.login;

import org.jspecify.annotations.NullMarked;
