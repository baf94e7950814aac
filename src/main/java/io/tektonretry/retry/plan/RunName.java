package io.tektonretry.retry.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of retries: {@code <root>-r<N>}, within the 63 characters that Tekton allows. */
final class RunName {

    /** Leaves room for {@code -r99}. */
    private static final int LONGEST_ROOT = 59;

    private static final int KEPT_OF_A_LONG_ROOT = 50;

    private RunName() {}

    /** The name without its number; a long root is cut and told apart by a hash of it. */
    static String generateName(String root) {
        if (root.length() <= LONGEST_ROOT) {
            return root + "-r";
        }
        String kept = root.substring(0, KEPT_OF_A_LONG_ROOT).replaceAll("[^a-z0-9]+$", "");
        return kept + "-" + sha256(root).substring(0, 8) + "-r";
    }

    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
