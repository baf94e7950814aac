package io.tektonretry.access;

/** The configuration would let in callers whom nobody knows. */
final class UnsafeAccessException extends RuntimeException {

    private UnsafeAccessException(String message) {
        super(message);
    }

    static UnsafeAccessException unguarded() {
        return new UnsafeAccessException(
                "tektonretry.access.mode=none lets everybody who reaches this service retry runs, "
                        + "so it needs server.address=127.0.0.1 or tektonretry.access.allow-unauthenticated=true.");
    }

    static UnsafeAccessException withoutAudience() {
        return new UnsafeAccessException(
                "Tokens of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.audiences: "
                        + "without it, a token that the issuer made for any other program opens this one.");
    }

    static UnsafeAccessException withoutIssuer() {
        return new UnsafeAccessException(
                "Keys of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.issuer-uri: "
                        + "it says which tokens they are for.");
    }
}
