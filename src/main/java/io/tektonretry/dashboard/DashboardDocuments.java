package io.tektonretry.dashboard;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The GraphQL documents that the dashboard sends, read from its modules: each is a constant, which may name constants of its module and of
 * the modules that this one imports.
 */
final class DashboardDocuments {

    private static final Pattern CONSTANT =
            Pattern.compile("(?m)^(?:export )?const ([A-Z_]+) = (?:`([^`]*)`|\"([^\"\\n]*)\"|(\\d+));$");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{([^}]*)} from \"(\\.[^\"]+)\";$");
    private static final Pattern NAMED = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final Pattern OPERATION = Pattern.compile("(?s)\\s*((query|mutation|subscription)\\b.*|\\{.*})");

    private final Map<String, String> modules;

    private DashboardDocuments(Map<String, String> modules) {
        this.modules = modules;
    }

    /** Finds them in modules, by their names. */
    static List<String> in(Map<String, String> modules) {
        return new DashboardDocuments(modules).texts();
    }

    private List<String> texts() {
        return modules.entrySet().stream()
                .flatMap(module -> documents(module.getKey(), module.getValue()))
                .toList();
    }

    private Stream<String> documents(String module, String source) {
        Map<String, String> constants = new HashMap<>(imported(module, source));
        constants.putAll(constants(source));
        return constants(source).values().stream()
                .filter(text -> OPERATION.matcher(text).matches())
                .map(text -> resolved(text, constants));
    }

    private static String resolved(String text, Map<String, String> constants) {
        return NAMED.matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(constants.getOrDefault(name.group(1), name.group())));
    }

    private Map<String, String> imported(String module, String source) {
        Map<String, String> imported = new HashMap<>();
        IMPORT.matcher(source).results().forEach(found -> {
            Map<String, String> others = constants(modules.getOrDefault(path(module, found.group(2)), ""));
            Stream.of(found.group(1).split(","))
                    .map(String::strip)
                    .filter(others::containsKey)
                    .forEach(name -> imported.put(name, others.get(name)));
        });
        return imported;
    }

    private static String path(String module, String other) {
        return Path.of(module).resolveSibling(other).normalize().toString();
    }

    private static Map<String, String> constants(String source) {
        Map<String, String> constants = new HashMap<>();
        CONSTANT.matcher(source)
                .results()
                .forEach(found -> constants.put(
                        found.group(1),
                        Stream.of(2, 3, 4)
                                .map(found::group)
                                .filter(Objects::nonNull)
                                .collect(joining())));
        return constants;
    }
}
