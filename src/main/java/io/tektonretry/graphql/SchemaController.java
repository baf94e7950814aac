package io.tektonretry.graphql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the schema in its definition language, with all descriptions. */
@Controller
final class SchemaController {

    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private final byte[] schema;
    private final String version;

    SchemaController() throws IOException {
        this.schema = new ClassPathResource("graphql/schema.graphqls").getContentAsByteArray();
        this.version = '"' + DigestUtils.md5DigestAsHex(schema) + '"';
    }

    @GetMapping("/schema.graphqls")
    ResponseEntity<byte[]> schema() {
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noCache().cachePrivate())
                .eTag(version)
                .body(schema);
    }
}
