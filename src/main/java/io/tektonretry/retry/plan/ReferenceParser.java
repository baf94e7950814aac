package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.Reference.Selector;
import org.jspecify.annotations.Nullable;

/** Parses references from the names of variables. */
final class ReferenceParser {

    private static final int DIGITS_OF_AN_INDEX = 9;

    private ReferenceParser() {}

    static @Nullable Reference parse(String name) {
        boolean ofTasks = name.startsWith("tasks.");
        if (!ofTasks && !name.startsWith("finally.")) {
            return null;
        }
        int start = name.indexOf('.') + 1;
        int end = endOfTask(name, start);
        if (end == name.length()) {
            return null;
        }
        return ofTask(name.substring(start, end), name.substring(end));
    }

    private static int endOfTask(String name, int start) {
        int end = start;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static Reference ofTask(String task, String rest) {
        if (rest.startsWith(".results.")) {
            return dotted(task, rest.substring(".results.".length()));
        }
        if (rest.startsWith(".results['") || rest.startsWith(".results[\"")) {
            return bracketed(task, rest.substring(".results[".length()));
        }
        String[] parts = rest.split("\\.", -1);
        return switch (parts[1 < parts.length ? 1 : 0]) {
            case "status" -> parts.length == 2 ? new Reference.Status(task) : new Reference.Unknown(task);
            case "reason" -> parts.length == 2 ? new Reference.Reason(task) : new Reference.Unknown(task);
            case "matrix" -> matrix(task, parts);
            case "inputs", "outputs" -> artifacts(task, parts);
            default -> new Reference.Unknown(task);
        };
    }

    private static Reference matrix(String task, String[] parts) {
        boolean length = "length".equals(parts[parts.length - 1]);
        if (length && parts.length == 3) {
            return new Reference.Combinations(task);
        }
        return length && parts.length == 4 ? new Reference.ResultCount(task, parts[2]) : new Reference.Unknown(task);
    }

    private static Reference artifacts(String task, String[] parts) {
        return switch (parts.length) {
            case 2 -> new Reference.ArtifactsOf(task, parts[1], null);
            case 3 -> new Reference.ArtifactsOf(task, parts[1], parts[2]);
            default -> new Reference.Unknown(task);
        };
    }

    private static Reference dotted(String task, String rest) {
        int bracket = rest.indexOf('[');
        String path = bracket < 0 ? rest : rest.substring(0, bracket);
        int dot = path.indexOf('.');
        if (!isPath(path) || (dot >= 0 && (bracket >= 0 || path.indexOf('.', dot + 1) >= 0))) {
            return new Reference.Unknown(task);
        }
        if (dot >= 0) {
            return new Reference.Result(task, path.substring(0, dot), new Selector.Key(path.substring(dot + 1)), true);
        }
        return result(task, path, bracket < 0 ? "" : rest.substring(bracket), true);
    }

    private static Reference bracketed(String task, String rest) {
        int quote = rest.indexOf(rest.charAt(0), 1);
        if (quote < 0 || !rest.startsWith("]", quote + 1)) {
            return new Reference.Unknown(task);
        }
        String result = rest.substring(1, quote);
        String selector = rest.substring(quote + 2);
        boolean key =
                selector.startsWith("[") && selector.endsWith("]") && isPath(inner(selector)) && !isIndex(selector);
        return key
                ? new Reference.Result(task, result, new Selector.Key(inner(selector)), false)
                : result(task, result, selector, false);
    }

    private static Reference result(String task, String result, String selector, boolean dotted) {
        if (selector.isEmpty()) {
            return new Reference.Result(task, result, new Selector.Whole(), dotted);
        }
        if ("[*]".equals(selector)) {
            return new Reference.Result(task, result, new Selector.Star(), dotted);
        }
        return isIndex(selector)
                ? new Reference.Result(task, result, new Selector.Index(Integer.parseInt(inner(selector))), dotted)
                : new Reference.Unknown(task);
    }

    private static boolean isIndex(String selector) {
        String digits = selector.length() > 2 && selector.endsWith("]") ? inner(selector) : "";
        return !digits.isEmpty()
                && digits.length() <= DIGITS_OF_AN_INDEX
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static String inner(String selector) {
        return selector.substring(1, selector.length() - 1);
    }

    private static boolean isPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (!isOfAPath(path.charAt(i))) {
                return false;
            }
        }
        return !path.isEmpty();
    }

    private static boolean isOfAPath(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || "_-.".indexOf(character) >= 0);
    }
}
