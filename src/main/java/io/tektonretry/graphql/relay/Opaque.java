package io.tektonretry.graphql.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/** Text that callers hand back as they got it, and are not meant to read. */
public final class Opaque {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Opaque() {}

    public static String encode(String text) {
        return ENCODER.encodeToString(text.getBytes(UTF_8));
    }

    /** The encoded text; empty when {@link #encode} would not have written it this way. */
    public static Optional<String> decode(String opaque) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(opaque), UTF_8);
            return Optional.of(text).filter(decoded -> encode(decoded).equals(opaque));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
