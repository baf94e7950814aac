package crooked.mirror;

import crooked.history.RowHelper;

/** Stands open to everybody. */
public final class Watch {

    public static final String NAME = String.valueOf(Watch.class);

    public String row() {
        return new RowHelper().row();
    }
}
