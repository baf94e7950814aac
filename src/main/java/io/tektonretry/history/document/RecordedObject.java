package io.tektonretry.history.document;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded object of the cluster.
 *
 * @param uid its UID
 * @param document the whole object as last observed, without {@code managedFields}
 * @param existsInCluster false once its deletion was noticed
 */
public record RecordedObject(UUID uid, ObjectNode document, boolean existsInCluster) {}
