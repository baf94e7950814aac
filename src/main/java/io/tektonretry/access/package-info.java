/** Authentication and authorization of callers, decided by the cluster. It may import {@code tekton} alone. */
@NullMarked
package io.tektonretry.access;

import org.jspecify.annotations.NullMarked;
