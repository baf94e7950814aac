package io.tektonretry.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.ClassPathResource;

/** The files of GraphiQL, an editor for GraphQL documents, by path; the browser loads nothing from other hosts. */
final class Graphiql {

    /** The path of its page. */
    static final String PAGE = "/graphiql";

    /** It runs only scripts from files. Its libraries add inline styles. */
    static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private static final Map<String, Source> LIBRARIES = Map.of(
            "react.js", new Source("react", "umd/react.production.min.js"),
            "react-dom.js", new Source("react-dom", "umd/react-dom.production.min.js"),
            "graphql-ws.js", new Source("graphql-ws", "umd/graphql-ws.min.js"),
            "graphiql.js", new Source("graphiql", "graphiql.min.js"),
            "graphiql.css", new Source("graphiql", "graphiql.min.css"));

    private record Source(String webjar, String file) {}

    private final Map<String, DashboardFile> files;

    private Graphiql(Map<String, DashboardFile> files) {
        this.files = files;
    }

    /** Without any file. */
    static Graphiql off() {
        return new Graphiql(Map.of());
    }

    static Graphiql load() {
        try {
            Map<String, DashboardFile> files = new TreeMap<>();
            String page = text("index.html");
            for (Map.Entry<String, Source> library : LIBRARIES.entrySet()) {
                WebJar file = WebJar.file(
                        library.getValue().webjar(), library.getValue().file());
                String path = PAGE + "/" + file.path();
                files.put(path, new DashboardFile(library.getKey(), file.content()));
                page = page.replace("library:" + library.getKey(), path);
            }
            files.put(PAGE + "/page.js", own("page.js"));
            files.put(PAGE + "/page.css", own("page.css"));
            files.put(PAGE, new DashboardFile("index.html", page.getBytes(StandardCharsets.UTF_8)));
            return new Graphiql(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<DashboardFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static DashboardFile own(String name) throws IOException {
        return new DashboardFile(name, text(name).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String name) throws IOException {
        return new ClassPathResource("graphiql/" + name).getContentAsString(StandardCharsets.UTF_8);
    }
}
