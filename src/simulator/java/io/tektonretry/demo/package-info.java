/** A made-up company whose pipelines fill the dashboard in development: thirty days of history, and new runs as one watches. */
@NullMarked
package io.tektonretry.demo;

import org.jspecify.annotations.NullMarked;
