package io.tektonretry.history.source;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which source runs must have; null does not restrict.
 *
 * @param provider kind of git host
 * @param repository owner and name
 * @param revision commit
 * @param branch built branch
 * @param pullRequest number of the pull request
 * @param job name of the job
 */
public record SourceFilter(
        @Nullable SourceProvider provider,
        @Nullable String repository,
        @Nullable String revision,
        @Nullable String branch,
        @Nullable String pullRequest,
        @Nullable String job) {

    /** Matches any source, and none. */
    public static final SourceFilter ANY = new SourceFilter(null, null, null, null, null, null);

    /** Whether it matches a whole repository, and not only a commit or a pull request. */
    public boolean isOfARepository() {
        return repository != null && revision == null && pullRequest == null;
    }

    /** Whether it matches the source of a run. */
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
