/**
 * Access to the database: waiting for it, statement limits, error classes, pages of rows. It knows no table, and
 * imports none of our packages.
 */
@NullMarked
package io.tektonretry.history.database;

import org.jspecify.annotations.NullMarked;
