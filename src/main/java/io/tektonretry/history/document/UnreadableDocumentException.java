package io.tektonretry.history.document;

import java.util.UUID;

/** A recorded document cannot be read; the message says why, and which object it is of. */
public final class UnreadableDocumentException extends RuntimeException {

    UnreadableDocumentException(UUID uid, String why) {
        super("The recorded document of the object %s cannot be read: %s".formatted(uid, why));
    }

    UnreadableDocumentException(UUID uid, String why, Throwable cause) {
        super("The recorded document of the object %s cannot be read: %s".formatted(uid, why), cause);
    }
}
