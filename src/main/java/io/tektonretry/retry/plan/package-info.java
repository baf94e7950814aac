/**
 * The pure core: a run and its recorded outcomes become a retry plan and its manifest. No Spring, JPA, Kubernetes client, clock or
 * logger may be used here.
 */
@NullMarked
package io.tektonretry.retry.plan;

import org.jspecify.annotations.NullMarked;
