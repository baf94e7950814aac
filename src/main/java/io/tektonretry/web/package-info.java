/**
 * HTTP below the handlers: size and time limits of bodies, and the memory of all answers. It may import none of our
 * packages.
 */
@NullMarked
package io.tektonretry.web;

import org.jspecify.annotations.NullMarked;
