package io.tektonretry.graphql.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a document's text, in lower-case hexadecimal digits. */
final class DocumentHash {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private DocumentHash() {}

    static String of(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isHash(String text) {
        return FORM.matcher(text).matches();
    }
}
