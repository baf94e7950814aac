package io.tektonretry.dashboard;

import io.tektonretry.web.SignIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

/** The page for every address of the dashboard, and its Content-Security-Policy. */
final class Shell {

    private static final Pattern ASSET = Pattern.compile("asset:([a-z./-]+)");
    private static final Pattern IMPORT = Pattern.compile("import:([a-z@./-]+)");
    private static final String IMPORT_MAP = "{{import-map}}";
    private static final String SIGN_IN = "{{sign-in}}";

    private final DashboardFile file;
    private final String policy;

    Shell(DashboardFiles files, DashboardProperties properties, @Nullable SignIn signIn) {
        String importMap = JsonMapper.shared().writeValueAsString(Map.of("imports", files.imports()));
        String page =
                ASSET.matcher(files.template()).replaceAll(at -> Matcher.quoteReplacement(files.path(at.group(1))));
        page = IMPORT.matcher(page)
                .replaceAll(at -> Matcher.quoteReplacement(files.imports().getOrDefault(at.group(1), "")));
        try {
            file = new DashboardFile(
                    "index.html",
                    page.replace(IMPORT_MAP, importMap)
                            .replace(SIGN_IN, signIn == null ? "" : HtmlUtils.htmlEscape(signIn.path()))
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        policy = policy(importMap, properties.frameAncestors());
    }

    DashboardFile file() {
        return file;
    }

    /** The Content-Security-Policy of the page: nothing from other hosts, and no inline script except the import map. */
    String policy() {
        return policy;
    }

    private static String policy(String importMap, List<String> frameAncestors) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' 'sha256-" + hash(importMap) + "'",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors " + (frameAncestors.isEmpty() ? "'none'" : String.join(" ", frameAncestors)),
                "require-trusted-types-for 'script'",
                "trusted-types lit-html");
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
