/** What one operation, one caller and all callers may ask for, counted before or while the work is done. */
@NullMarked
package io.tektonretry.graphql.limit;

import org.jspecify.annotations.NullMarked;
