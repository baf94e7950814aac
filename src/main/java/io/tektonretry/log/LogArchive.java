package io.tektonretry.log;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An archive of logs.
 *
 * @param url base URL of its API; null for none
 * @param tokenFile file with the token to send, read again for each log; null for none
 */
record LogArchive(@Nullable URI url, @Nullable String tokenFile) {

    LogArchive {
        url = base(url);
        tokenFile = tokenFile == null || tokenFile.isBlank() ? null : tokenFile;
    }

    /** A URL to append paths to; null for none. */
    static @Nullable URI base(@Nullable URI url) {
        if (url == null || url.toString().isBlank()) {
            return null;
        }
        boolean isWeb = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isWeb
                || url.getHost() == null
                || url.getUserInfo() != null
                || url.getQuery() != null
                || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    url + " must begin with http:// or https:// and a host, without a password, ? and #");
        }
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }
}
