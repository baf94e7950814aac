package crooked.history;

import crooked.mirror.Watch;

/** Asks the mirror, which it must not know. */
public final class RowHelper {

    public String row() {
        return Watch.NAME;
    }
}
