/** Reports as queries: their arguments, checked and limited. */
@NullMarked
package io.tektonretry.graphql.report;

import org.jspecify.annotations.NullMarked;
