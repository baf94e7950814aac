/**
 * A simulated cluster on loopback: an API server double over real HTTP and, behind it, a small simulation of Tekton's controller. For
 * tests and for the developer launcher.
 */
@NullMarked
package io.tektonretry.cluster;

import org.jspecify.annotations.NullMarked;
