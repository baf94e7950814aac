package io.tektonretry.tekton.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an earlier watch ended.
 *
 * @param position null when the kind was never listed completely
 * @param isRestored whether the cluster's resourceVersions have restarted since
 * @param living the objects that existed then
 */
public record ResumePoint(@Nullable Position position, boolean isRestored, List<KnownObject> living) {}
