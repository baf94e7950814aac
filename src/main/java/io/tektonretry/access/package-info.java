/**
 * Who calls, and what they may see and retry, asked of the cluster. It may import {@code tekton} alone.
 */
@NullMarked
package io.tektonretry.access;

import org.jspecify.annotations.NullMarked;
