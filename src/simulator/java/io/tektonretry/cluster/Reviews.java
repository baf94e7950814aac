package io.tektonretry.cluster;

import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers SubjectAccessReviews and TokenReviews as a script says; by default all is allowed and no token is known. */
final class Reviews {

    private volatile Predicate<ObjectNode> allowed = spec -> true;
    private volatile Map<String, JsonNode> users = Map.of();

    static boolean answers(ResourceType type) {
        return type.kind().endsWith("Review");
    }

    void access(Predicate<ObjectNode> decision) {
        this.allowed = decision;
    }

    void tokens(Map<String, ? extends JsonNode> known) {
        this.users = Map.copyOf(known);
    }

    ObjectNode answer(ResourceType type, ObjectNode review) {
        ObjectNode status = review.putObject("status");
        if (type.kind().equals("SubjectAccessReview")) {
            boolean allow = allowed.test(review.withObject("/spec"));
            status.put("allowed", allow).put("reason", allow ? "scripted" : "");
        } else {
            answerToken(review.path("spec").path("token").asString(""), status);
        }
        return review;
    }

    private void answerToken(String token, ObjectNode status) {
        JsonNode user = users.get(token);
        if (user == null) {
            status.put("error", "[invalid bearer token]");
        } else {
            status.put("authenticated", true).set("user", user);
        }
    }
}
