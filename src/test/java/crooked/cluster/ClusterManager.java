package crooked.cluster;

import crooked.history.RowHelper;

/** Reads the tables of the service. */
public final class ClusterManager {

    public String row() {
        return new RowHelper().row();
    }
}
