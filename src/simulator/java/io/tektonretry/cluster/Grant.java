package io.tektonretry.cluster;

import java.util.List;
import java.util.stream.Stream;

/**
 * A rule of a role that is bound to an account.
 *
 * @param namespace where it holds; empty for everywhere
 * @param names the only objects that it is about; empty for all
 */
public record Grant(
        String namespace, List<String> verbs, List<String> groups, List<String> resources, List<String> names) {

    private static final String ALL = "*";

    /** Grants everything everywhere. */
    public static final Grant EVERYTHING = new Grant("", List.of(ALL), List.of(ALL), List.of(ALL), List.of());

    /** Copies the lists. */
    public Grant {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
    }

    boolean permits(Call call) {
        return (namespace.isEmpty() || namespace.equals(call.namespace()))
                && holds(verbs, call.verb())
                && holds(groups, call.group())
                && holds(resources, call.resource())
                && (names.isEmpty() || names.contains(call.name()));
    }

    private static boolean holds(List<String> granted, String asked) {
        return granted.contains(ALL) || granted.contains(asked);
    }

    /** The same as grants of one verb on one resource each. */
    Stream<Grant> single() {
        return verbs.stream()
                .flatMap(verb -> groups.stream()
                        .flatMap(group -> resources.stream()
                                .map(resource -> new Grant(
                                        namespace, List.of(verb), List.of(group), List.of(resource), names))));
    }
}
