/** The dashboard: static files, which read everything through the API. Of this service it may import only {@code web}. */
@NullMarked
package io.tektonretry.dashboard;

import org.jspecify.annotations.NullMarked;
