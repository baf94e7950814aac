/**
 * HTTP before anything else: how much of a body is read, and how long for, and the memory of all answers. It may import nothing of ours.
 */
@NullMarked
package io.tektonretry.web;

import org.jspecify.annotations.NullMarked;
