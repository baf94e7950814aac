package io.tektonretry.access;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Verifies tokens of one OIDC issuer, and passes all others to another manager. */
final class OidcTokens implements AuthenticationManager {

    private final String issuer;
    private final JwtDecoder decoder;
    private final OidcCallers callers;
    private final AuthenticationManager others;

    OidcTokens(String issuer, JwtDecoder decoder, OidcCallers callers, AuthenticationManager others) {
        this.issuer = issuer;
        this.decoder = decoder;
        this.callers = callers;
        this.others = others;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        return claimsOurIssuer(token)
                ? new CallerAuthentication(callers.of(decode(token)), authentication)
                : others.authenticate(authentication);
    }

    /** Reads the unverified issuer claim: it selects the verifier, and proves nothing. */
    private boolean claimsOurIssuer(String token) {
        try {
            return issuer.equals(JWTParser.parse(token).getJWTClaimsSet().getIssuer());
        } catch (ParseException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Without an expiry, a stolen token would be valid for ever; RFC 7519 makes {@code exp} optional. */
    private Jwt decode(String token) {
        Jwt decoded = verified(token);
        if (decoded.getExpiresAt() == null) {
            throw new InvalidBearerTokenException("The token has no claim exp");
        }
        return decoded;
    }

    private Jwt verified(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw new InvalidBearerTokenException(Objects.requireNonNull(e.getMessage()), e);
        } catch (JwtException | JwtDecoderInitializationException e) {
            throw new TokenUndecidedException("The keys of the issuer %s can't be read".formatted(issuer), e);
        }
    }
}
