/** The sign-in of people by a browser at an OIDC provider. Of this service it may import only {@code web}. */
@NullMarked
package io.tektonretry.login;

import org.jspecify.annotations.NullMarked;
