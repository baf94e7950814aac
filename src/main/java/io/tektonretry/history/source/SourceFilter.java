package io.tektonretry.history.source;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which source runs must have; what is null does not restrict.
 *
 * @param provider the kind of git host
 * @param repository owner and name
 * @param revision of the commit
 * @param branch that was built
 * @param pullRequest its number
 * @param job name of the job
 */
public record SourceFilter(
        @Nullable SourceProvider provider,
        @Nullable String repository,
        @Nullable String revision,
        @Nullable String branch,
        @Nullable String pullRequest,
        @Nullable String job) {

    /** Whatever the source, and without one. */
    public static final SourceFilter ANY = new SourceFilter(null, null, null, null, null, null);

    /** Whether the source of a run is one of these. */
    public boolean includes(@Nullable RunSource source) {
        return source == null
                ? equals(ANY)
                : isWanted(provider, source.provider())
                        && isWanted(repository, source.repository())
                        && isWanted(revision, source.revision())
                        && isWanted(branch, source.branch())
                        && isWanted(pullRequest, source.pullRequest())
                        && isWanted(job, source.job());
    }

    private static boolean isWanted(@Nullable Object wanted, @Nullable Object is) {
        return wanted == null || Objects.equals(wanted, is);
    }
}
