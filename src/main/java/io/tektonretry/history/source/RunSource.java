package io.tektonretry.history.source;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a run was built from, by its own labels, annotations and params. An index of repository, job and revision limits
 * their lengths: a longer text is left out, as a part of it would name something else.
 *
 * @param provider kind of git host; null when unknown
 * @param repository owner and name, such as {@code acme/shop}
 * @param revision commit
 * @param branch built branch; of a pull request its source branch, if known
 * @param pullRequest number of the pull request
 * @param job name of the job, or of the Pipeline when no job is named
 * @param url page of the commit or the repository; http or https
 */
public record RunSource(
        @Nullable SourceProvider provider,
        @Nullable String repository,
        @Nullable String revision,
        @Nullable String branch,
        @Nullable String pullRequest,
        @Nullable String job,
        @Nullable String url) {

    private static final RunSource NONE = new RunSource(null, null, null, null, null, null, null);

    static final int LONGEST_REPOSITORY = 255;
    static final int LONGEST_REVISION = 100;
    static final int LONGEST_BRANCH = 255;
    static final int LONGEST_PULL_REQUEST = 64;
    static final int LONGEST_JOB = 200;
    static final int LONGEST_URL = 2000;

    /** From the columns {@code source_*} of a row; null when all of them are. */
    public static @Nullable RunSource read(ResultSet row) throws SQLException {
        String provider = row.getString("source_provider");
        RunSource source = new RunSource(
                provider == null ? null : SourceProvider.valueOf(provider),
                row.getString("source_repository"),
                row.getString("source_revision"),
                row.getString("source_branch"),
                row.getString("source_pull_request"),
                row.getString("source_job"),
                row.getString("source_url"));
        return source.equals(NONE) ? null : source;
    }
}
