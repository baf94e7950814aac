package io.tektonretry.cluster;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Which objects a list or a watch is about: namespace, label selector, field selector. */
final class Selector {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^\\s!=]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Pattern NO_COMMA_IN_PARENTHESES = Pattern.compile(",(?![^(]*\\))");

    private final ResourceType type;
    private final String namespace;
    private final Predicate<JsonNode> matches;

    Selector(ResourceType type, ApiRequest request) {
        this.type = type;
        this.namespace = request.namespace();
        this.matches = all(request.query().getOrDefault("labelSelector", ""), Selector::label)
                .and(all(request.query().getOrDefault("fieldSelector", ""), Selector::field))
                .and(all(request.name().isEmpty() ? "" : "metadata.name=" + request.name(), Selector::field));
    }

    boolean covers(Key key) {
        return key.type().equals(type) && (namespace.isEmpty() || namespace.equals(key.namespace()));
    }

    boolean matches(JsonNode object) {
        return matches.test(object);
    }

    private static Predicate<JsonNode> all(String selector, Function<String, Predicate<JsonNode>> requirement) {
        return NO_COMMA_IN_PARENTHESES
                .splitAsStream(selector)
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .map(requirement)
                .reduce(object -> true, Predicate::and);
    }

    private static Predicate<JsonNode> label(String requirement) {
        Matcher set = SET.matcher(requirement);
        if (set.matches()) {
            return oneOf(set.group(1), set.group(2).equals("in"), set.group(3));
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            return oneOf(equality.group(1), !equality.group(2).equals("!="), equality.group(3));
        }
        return requirement.startsWith("!")
                ? object -> !labels(object).has(requirement.substring(1).trim())
                : object -> labels(object).has(requirement);
    }

    private static Predicate<JsonNode> oneOf(String key, boolean wanted, String values) {
        Set<String> set = Arrays.stream(values.split(",", -1)).map(String::trim).collect(Collectors.toSet());
        return object -> {
            JsonNode value = labels(object).path(key);
            return (value.isString() && set.contains(value.stringValue())) == wanted;
        };
    }

    private static JsonNode labels(JsonNode object) {
        return object.path("metadata").path("labels");
    }

    private static Predicate<JsonNode> field(String requirement) {
        Matcher equality = EQUALITY.matcher(requirement);
        if (!equality.matches() || !equality.group(1).matches("metadata\\.(name|namespace)|involvedObject\\.kind")) {
            throw StatusError.badRequest("field label not supported: " + requirement);
        }
        String path = "/" + equality.group(1).replace('.', '/');
        boolean wanted = !equality.group(2).equals("!=");
        return object -> object.at(path).asString("").equals(equality.group(3)) == wanted;
    }
}
