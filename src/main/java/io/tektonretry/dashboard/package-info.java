/** The pages for people: static files, which read everything by the API. It may import nothing of ours but {@code web}. */
@NullMarked
package io.tektonretry.dashboard;

import org.jspecify.annotations.NullMarked;
