package io.tektonretry.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Serves the dashboard: its page at each of its addresses, and the files that the page loads. */
@Controller
final class DashboardController {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final DashboardFiles files;
    private final Shell shell;
    private final Graphiql graphiql;

    DashboardController(DashboardFiles files, Shell shell, Graphiql graphiql) {
        this.files = files;
        this.shell = shell;
        this.graphiql = graphiql;
    }

    @GetMapping({"/", "/runs/**", "/reports", "/requests", "/mirror"})
    ResponseEntity<byte[]> page(
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        return answer(shell.file(), encodings)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", shell.policy())
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .body(body(shell.file(), encodings));
    }

    @GetMapping("/assets/**")
    ResponseEntity<byte[]> file(
            HttpServletRequest call,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        return files.find(call.getRequestURI())
                .map(file -> answer(file, encodings).cacheControl(FOR_EVER).body(body(file, encodings)))
                .orElseGet(DashboardController::notFound);
    }

    /** Its files are not many, and change with each version of the service. */
    @GetMapping({Graphiql.PAGE, Graphiql.PAGE + "/**"})
    ResponseEntity<byte[]> graphiql(
            HttpServletRequest call,
            @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
        return graphiql.find(call.getRequestURI())
                .map(file -> answer(file, encodings)
                        .cacheControl(CacheControl.noCache())
                        .header("Content-Security-Policy", Graphiql.POLICY)
                        .header("Referrer-Policy", "same-origin")
                        .header("Cross-Origin-Opener-Policy", "same-origin")
                        .body(body(file, encodings)))
                .orElseGet(DashboardController::notFound);
    }

    private static ResponseEntity<byte[]> notFound() {
        return ResponseEntity.notFound().cacheControl(CacheControl.noStore()).build();
    }

    private static ResponseEntity.BodyBuilder answer(DashboardFile file, @Nullable String encodings) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, file.type())
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return takesGzip(encodings) ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip") : answer;
    }

    private static byte[] body(DashboardFile file, @Nullable String encodings) {
        return takesGzip(encodings) ? file.gzip() : file.content();
    }

    private static boolean takesGzip(@Nullable String encodings) {
        return encodings != null && encodings.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
    }
}
