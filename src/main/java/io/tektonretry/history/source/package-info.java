/**
 * What a run was built from, as written by the system that started it: an unverified claim of the run's creator, for
 * display and filters. It imports none of our packages.
 */
@NullMarked
package io.tektonretry.history.source;

import org.jspecify.annotations.NullMarked;
