@NullMarked
package io.tektonretry.web;

import org.jspecify.annotations.NullMarked;
