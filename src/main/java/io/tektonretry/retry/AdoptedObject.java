package io.tektonretry.retry;

import io.tektonretry.tekton.OwnedObjects;

/**
 * An object that needs the created run as an additional owner. It is stored with the request: a claim by its name,
 * anything else prefixed with its kind.
 */
record AdoptedObject(OwnedObjects.Kind kind, String name) {

    String kept() {
        return kind == OwnedObjects.Kind.CLAIM ? name : kind.name() + "/" + name;
    }

    static AdoptedObject read(String kept) {
        int slash = kept.indexOf('/');
        return slash < 0
                ? new AdoptedObject(OwnedObjects.Kind.CLAIM, kept)
                : new AdoptedObject(OwnedObjects.Kind.valueOf(kept.substring(0, slash)), kept.substring(slash + 1));
    }
}
