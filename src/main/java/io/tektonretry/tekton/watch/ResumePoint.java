package io.tektonretry.tekton.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an earlier watch has come to.
 *
 * @param position null when a kind was never listed completely
 * @param isRestored whether the resourceVersions of the cluster have started anew since
 * @param living the objects that it left as living
 */
public record ResumePoint(@Nullable Position position, boolean isRestored, List<KnownObject> living) {}
