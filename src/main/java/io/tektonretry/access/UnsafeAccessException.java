package io.tektonretry.access;

/** The configuration would accept unauthenticated callers by mistake. */
final class UnsafeAccessException extends RuntimeException {

    private UnsafeAccessException(String message) {
        super(message);
    }

    static UnsafeAccessException unguarded() {
        return new UnsafeAccessException(
                "tektonretry.access.mode=none lets anyone who can reach this service retry runs, so it "
                        + "needs server.address=127.0.0.1 or tektonretry.access.allow-unauthenticated=true.");
    }

    static UnsafeAccessException withoutAudience() {
        return new UnsafeAccessException(
                "Tokens of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.audiences: "
                        + "without it, this service would accept tokens that were issued for other programs.");
    }

    static UnsafeAccessException withoutIssuer() {
        return new UnsafeAccessException(
                "Keys of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.issuer-uri, which "
                        + "names the issuer of the accepted tokens.");
    }
}
