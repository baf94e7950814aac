/** Makes Pipelines-as-Code report retries that it never saw running. */
@NullMarked
package io.tektonretry.retry.pipelinesascode;

import org.jspecify.annotations.NullMarked;
