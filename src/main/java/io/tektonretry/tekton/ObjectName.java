package io.tektonretry.tekton;

import java.util.regex.Pattern;

/**
 * Checks whether a text can be the name of an object: a DNS subdomain of RFC 1123. Names come from objects that others
 * wrote, and the API server decodes a path before it splits it.
 */
final class ObjectName {

    private static final int LONGEST = 253;

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private ObjectName() {}

    static boolean isOne(String name) {
        return name.length() <= LONGEST && NAME.matcher(name).matches();
    }
}
