package io.tektonretry.retry.plan;

import tools.jackson.databind.JsonNode;

/** Writes JSON like Go's {@code json.Marshal}, which escapes characters that are special in HTML and JavaScript. */
final class GoJson {

    private GoJson() {}

    static String text(JsonNode node) {
        return node.toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
