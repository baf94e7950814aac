/**
 * HTTP before anything else: how much of a body is read, and how long for. It may import nothing of ours.
 */
@NullMarked
package io.tektonretry.web;

import org.jspecify.annotations.NullMarked;
