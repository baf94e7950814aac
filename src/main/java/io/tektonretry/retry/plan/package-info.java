/**
 * The pure core: turns a run and its recorded outcomes into a retry plan and its manifest. No Spring, JPA, Kubernetes
 * client, clock or logger may be used here.
 */
@NullMarked
package io.tektonretry.retry.plan;

import org.jspecify.annotations.NullMarked;
