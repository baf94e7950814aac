/**
 * The way to the database: waiting for it, the limits of its statements, the classes of its errors, pages of rows. It knows no table,
 * and it imports nothing of ours.
 */
@NullMarked
package io.tektonretry.history.database;

import org.jspecify.annotations.NullMarked;
