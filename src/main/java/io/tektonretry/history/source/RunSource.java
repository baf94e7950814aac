package io.tektonretry.history.source;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.jspecify.annotations.Nullable;

/**
 * What a run was built from, as it says itself. An index holds repository, job and revision beside each other, which limits their
 * lengths: a longer text is left out, as a part of it would name something else.
 *
 * @param provider the kind of git host; null when it is unknown
 * @param repository owner and name, such as {@code acme/shop}
 * @param revision of the commit
 * @param branch that was built: of a pull request the one that it comes from, where that is known
 * @param pullRequest its number
 * @param job name of the job, or of the Pipeline where no job is named
 * @param url page of the commit or of the repository; http or https
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
