package io.tektonretry.graphql.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/** Opaque text that callers return unchanged and must not interpret. */
public final class Opaque {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Opaque() {}

    public static String encode(String text) {
        return ENCODER.encodeToString(text.getBytes(UTF_8));
    }

    /** The encoded text; empty when {@link #encode} would not have produced it. */
    public static Optional<String> decode(String opaque) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(opaque), UTF_8);
            return Optional.of(text).filter(decoded -> encode(decoded).equals(opaque));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
