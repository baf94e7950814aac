package io.tektonretry.log;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A system that keeps logs.
 *
 * @param url where its API is; none when absent
 * @param tokenFile file with the token that it is shown, read for each log; none when absent
 */
record LogArchive(@Nullable URI url, @Nullable String tokenFile) {

    LogArchive {
        url = base(url);
        tokenFile = tokenFile == null || tokenFile.isBlank() ? null : tokenFile;
    }

    /** An address to which paths are added; null for none. */
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
