package io.tektonretry.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves all times of objects into the past.
 *
 * @param by how far
 */
record Ageing(Duration by) {

    private static final Pattern TIME = Pattern.compile("\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\"");

    ObjectNode older(ObjectNode object) {
        if (by.isZero()) {
            return object;
        }
        String text = TIME.matcher(object.toString())
                .replaceAll(time -> "\"" + Instant.parse(time.group(1)).minus(by) + "\"");
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
