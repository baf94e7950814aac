package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Protects the API server and the OIDC issuer: a token that was just rejected is rejected again without asking, and
 * calls without a known good token count against the limit of their address. Known good tokens never count, so that
 * clients behind the same proxy cannot lock each other out.
 */
final class TokenAttempts implements AuthenticationManager {

    private static final int TOKENS = 10_000;
    private static final Duration KNOWN = Duration.ofMinutes(10);

    private final AuthenticationManager judge;
    private final AddressBudgets addresses;
    private final Cache<String, Boolean> rejected;
    private final Cache<String, Boolean> good;

    TokenAttempts(AuthenticationManager judge, AddressBudgets addresses, Duration rejectedFor) {
        this.judge = judge;
        this.addresses = addresses;
        this.rejected = Caffeine.newBuilder()
                .maximumSize(TOKENS)
                .expireAfterWrite(rejectedFor)
                .build();
        this.good = Caffeine.newBuilder()
                .maximumSize(TOKENS)
                .expireAfterWrite(KNOWN)
                .build();
    }

    @Override
    public Authentication authenticate(Authentication shown) {
        String token = hash(((BearerTokenAuthenticationToken) shown).getToken());
        if (good.getIfPresent(token) == null) {
            addresses.take(shown.getDetails() instanceof ClientProgram client ? client.address() : null);
        }
        if (rejected.getIfPresent(token) != null) {
            throw new InvalidBearerTokenException("The API server rejected this token a moment ago");
        }
        try {
            Authentication caller = judge.authenticate(shown);
            UsableNames.check(caller);
            good.put(token, true);
            return caller;
        } catch (InvalidBearerTokenException e) {
            good.invalidate(token);
            rejected.put(token, true);
            throw e;
        }
    }

    /** Only hashes of tokens are kept. */
    private static String hash(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
