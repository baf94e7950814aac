/** The sign-in of people by a browser at an OIDC provider. It may import nothing of ours but {@code web}. */
@NullMarked
package io.tektonretry.login;

import org.jspecify.annotations.NullMarked;
