/** What a request asks for beside the run, as it is stored. */
@NullMarked
package io.tektonretry.retry.option;

import org.jspecify.annotations.NullMarked;
