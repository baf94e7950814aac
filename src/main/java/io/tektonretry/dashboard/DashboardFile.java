package io.tektonretry.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.springframework.util.StringUtils;

/** A file of the dashboard, as it is and compressed. */
final class DashboardFile {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml");

    private final String type;
    private final byte[] content;
    private final byte[] gzip;

    DashboardFile(String name, byte[] content) throws IOException {
        String known = TYPES.get(StringUtils.getFilenameExtension(name));
        if (known == null) {
            throw new IllegalStateException("The file %s of the dashboard has no known type".formatted(name));
        }
        this.type = known;
        this.content = content;
        this.gzip = compressed(content);
    }

    /** The media type, with its charset. */
    String type() {
        return type;
    }

    byte[] content() {
        return content;
    }

    byte[] gzip() {
        return gzip;
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
