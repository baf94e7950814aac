package crooked.cluster.tekton;

import crooked.cluster.ClusterManager;

/** Reaches into the cluster. */
final class Controller {

    String row() {
        return new ClusterManager().row();
    }
}
