/** Real PostgreSQL servers for tests and for the developer launcher. */
@NullMarked
package io.tektonretry.postgres;

import org.jspecify.annotations.NullMarked;
