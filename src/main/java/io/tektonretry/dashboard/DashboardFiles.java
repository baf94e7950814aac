package io.tektonretry.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files that browsers may cache without limit, by path. A path holds the version of the library, or a hash over all files of the
 * dashboard, so that modules find each other by relative paths.
 */
final class DashboardFiles {

    private static final String SOURCE = "dashboard/";
    private static final int VERSION_LENGTH = 12;

    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
    private final Map<String, DashboardFile> files = new TreeMap<>();
    private final Map<String, String> imports = new TreeMap<>();
    private final String version;
    private final String template;

    DashboardFiles() {
        try {
            Map<String, byte[]> own = own();
            template = new String(own.remove("index.html"), StandardCharsets.UTF_8);
            version = version(own);
            for (Map.Entry<String, byte[]> each : own.entrySet()) {
                files.put(path(each.getKey()), new DashboardFile(each.getKey(), each.getValue()));
            }
            for (Library library : Library.ALL) {
                add(library);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page into which the browser loads the others. */
    String template() {
        return template;
    }

    /** The path of each module that comes from a library. */
    Map<String, String> imports() {
        return imports;
    }

    /** The text of each file of the dashboard, by its name. */
    Map<String, String> texts() {
        String own = path("");
        Map<String, String> texts = new TreeMap<>();
        files.forEach((path, file) -> {
            if (path.startsWith(own)) {
                texts.put(path.substring(own.length()), new String(file.content(), StandardCharsets.UTF_8));
            }
        });
        return texts;
    }

    /** The path at which the browser finds a file of the dashboard. */
    String path(String name) {
        return "/assets/" + version + "/" + name;
    }

    Optional<DashboardFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private Map<String, byte[]> own() throws IOException {
        Map<String, byte[]> own = new TreeMap<>();
        for (Resource each : resources.getResources("classpath:" + SOURCE + "**")) {
            if (each.isReadable()
                    && each.getFilename() != null
                    && each.getFilename().contains(".")) {
                String url = each.getURL().toString();
                own.put(
                        url.substring(url.lastIndexOf("/" + SOURCE) + SOURCE.length() + 1),
                        each.getContentAsByteArray());
            }
        }
        return own;
    }

    private void add(Library library) throws IOException {
        imports.put(library.specifier(), add(library.webjar(), library.entry(), library.export()));
        for (String other : library.others()) {
            add(library.webjar(), other, "");
        }
    }

    private String add(String webjar, String name, String export) throws IOException {
        WebJar file = WebJar.file(webjar, name);
        String path = "/assets/lib/" + file.path();
        String content = new String(file.content(), StandardCharsets.UTF_8) + export;
        files.put(path, new DashboardFile(name, content.getBytes(StandardCharsets.UTF_8)));
        return path;
    }

    private static String version(Map<String, byte[]> own) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            own.forEach((name, content) -> {
                hash.update(name.getBytes(StandardCharsets.UTF_8));
                hash.update(content);
            });
            return HexFormat.of().formatHex(hash.digest()).substring(0, VERSION_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
