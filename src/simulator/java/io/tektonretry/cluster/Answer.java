package io.tektonretry.cluster;

import tools.jackson.databind.JsonNode;

/** A whole answer: an HTTP code with a body. */
record Answer(int code, JsonNode body) {

    static Answer ok(JsonNode body) {
        return new Answer(200, body);
    }
}
