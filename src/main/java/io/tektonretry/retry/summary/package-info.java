/** What lists show of plans, kept beside the runs so that nobody reads documents for it. */
@NullMarked
package io.tektonretry.retry.summary;

import org.jspecify.annotations.NullMarked;
