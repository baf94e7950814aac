package io.tektonretry.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Reads the caller from the claims of a token, as the API server does with its flags ({@code
 * staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc}). One difference: the API server accepts names with
 * the reserved prefix {@code system:} from an issuer, this service does not.
 */
final class OidcCallers {

    private static final String RESERVED = "system:";
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String NO_PREFIX = "-";
    private static final String EMAIL = "email";

    private final String usernameClaim;
    private final String usernamePrefix;
    private final @Nullable String groupsClaim;
    private final String groupsPrefix;

    OidcCallers(String issuer, AccessProperties properties) {
        this.usernameClaim = properties.oidcUsernameClaim();
        this.usernamePrefix = prefix(issuer, usernameClaim, properties.oidcUsernamePrefix());
        this.groupsClaim = properties.oidcGroupsClaim();
        this.groupsPrefix = properties.oidcGroupsPrefix();
    }

    /** The caller of the token; refuses a token without a user name. */
    Caller of(Jwt token) {
        List<String> groups = new ArrayList<>();
        for (String group : groups(token)) {
            String name = groupsPrefix + group;
            if (!name.startsWith(RESERVED)) {
                groups.add(name);
            }
        }
        groups.add(AUTHENTICATED);
        return new Caller(name(token), null, groups, Map.of(), Caller.Authentication.OIDC);
    }

    private String name(Jwt token) {
        if (!(claim(token, usernameClaim) instanceof String name) || name.isEmpty()) {
            throw new InvalidBearerTokenException("The token has no claim " + usernameClaim);
        }
        if (usernameClaim.equals(EMAIL) && token.hasClaim("email_verified") && !isVerified(token)) {
            throw new InvalidBearerTokenException("The email address of the token is not verified");
        }
        String prefixed = usernamePrefix + name;
        if (prefixed.startsWith(RESERVED)) {
            throw new InvalidBearerTokenException("The token names a user whose name is reserved by Kubernetes");
        }
        return prefixed;
    }

    private static boolean isVerified(Jwt token) {
        return Boolean.TRUE.equals(claim(token, "email_verified"));
    }

    private List<String> groups(Jwt token) {
        Object found = groupsClaim == null ? null : claim(token, groupsClaim);
        if (found == null) {
            return List.of();
        }
        if (found instanceof String group) {
            return List.of(group);
        }
        if (found instanceof Collection<?> several && several.stream().allMatch(String.class::isInstance)) {
            return several.stream().map(String.class::cast).toList();
        }
        throw new InvalidBearerTokenException(
                "The claim %s of the token is not a list of names".formatted(groupsClaim));
    }

    private static @Nullable Object claim(Jwt token, String name) {
        return token.getClaims().get(name);
    }

    private static String prefix(String issuer, String claim, @Nullable String given) {
        if (given == null) {
            return claim.equals(EMAIL) ? "" : issuer + "#";
        }
        return given.equals(NO_PREFIX) ? "" : given;
    }
}
