package io.tektonretry.history.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The location of a git repository.
 *
 * @param host host name, or null for a text that is only the path
 * @param path owner and name of the repository
 */
record GitAddress(@Nullable String host, String path) {

    /** {@code git@github.com:acme/shop.git}. */
    private static final Pattern OF_SCP = Pattern.compile("[^/@:]+@([^/:@]+):(.+)");

    /** Null for empty paths and malformed URLs. */
    static @Nullable GitAddress of(String text) {
        Matcher scp = OF_SCP.matcher(text);
        if (scp.matches()) {
            return of(scp.group(1), scp.group(2));
        }
        if (!text.contains("://")) {
            return of(null, text);
        }
        URI uri = uri(text);
        return uri == null || uri.getHost() == null ? null : of(uri.getHost(), uri.getPath());
    }

    /** The text if it is safe to open in a browser: http or https, without credentials. */
    static @Nullable String page(String text) {
        URI uri = uri(text);
        boolean isPage = uri != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null;
        return isPage ? text : null;
    }

    private static @Nullable GitAddress of(@Nullable String host, String path) {
        String name = path.replaceAll("^/+|/+$", "").replaceAll("\\.git$", "");
        return name.isEmpty() ? null : new GitAddress(host, name);
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
