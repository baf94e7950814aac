package io.tektonretry.history.source;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
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
@Embeddable
public record RunSource(
        @Enumerated(EnumType.STRING) @Column(name = "source_provider") @Nullable
        SourceProvider provider,

        @Column(name = "source_repository") @Nullable String repository,
        @Column(name = "source_revision") @Nullable String revision,
        @Column(name = "source_branch") @Nullable String branch,
        @Column(name = "source_pull_request") @Nullable String pullRequest,
        @Column(name = "source_job") @Nullable String job,
        @Column(name = "source_url") @Nullable String url) {

    static final int LONGEST_REPOSITORY = 255;
    static final int LONGEST_REVISION = 100;
    static final int LONGEST_BRANCH = 255;
    static final int LONGEST_PULL_REQUEST = 64;
    static final int LONGEST_JOB = 200;
    static final int LONGEST_URL = 2000;
}
