/** Has Pipelines-as-Code report retries that it has never seen running. */
@NullMarked
package io.tektonretry.retry.pipelinesascode;

import org.jspecify.annotations.NullMarked;
