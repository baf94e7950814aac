package io.tektonretry.history.source;

import io.tektonretry.tekton.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what runs were built from; implausible texts are ignored. */
public final class SourceReader {

    private static final String HEADS = "refs/heads/";

    private final SourceProperties configured;

    SourceReader(SourceProperties configured) {
        this.configured = configured;
    }

    /**
     * What the run was built from.
     *
     * @param pipeline the Pipeline that it runs, used as the job if none is named
     * @return null when it names neither a repository nor a revision
     */
    public @Nullable RunSource of(SourceClaims claims, @Nullable String pipeline) {
        return SourceKeys.KNOWN.stream()
                .map(known -> new Reading(configured, known, claims))
                .filter(reading -> reading.ofKnown() != null)
                .findFirst()
                .orElseGet(() -> new Reading(configured, SourceKeys.UNKNOWN, claims))
                .source(pipeline);
    }

    /** Reads one run, with the operator's keys before those of one system. */
    private record Reading(SourceProperties own, SourceKeys known, SourceClaims claims) {

        /** A text that shows that this system started the run. */
        @Nullable
        String ofKnown() {
            return first(List.of(known.repository(), known.repositoryUrl(), known.revision()), RunSource.LONGEST_URL)
                    .orElse(null);
        }

        @Nullable
        RunSource source(@Nullable String pipeline) {
            String repository = repository();
            String pullRequest = text(own.pullRequest(), known.pullRequest(), RunSource.LONGEST_PULL_REQUEST);
            String revision = revision(pullRequest);
            if (repository == null && revision == null) {
                return null;
            }
            String job = text(own.job(), known.job(), RunSource.LONGEST_JOB);
            return new RunSource(
                    provider(),
                    repository,
                    revision,
                    branch(pullRequest),
                    pullRequest,
                    job == null ? clean(pipeline, RunSource.LONGEST_JOB) : job,
                    texts(Stream.of(own.url(), known.url()), RunSource.LONGEST_URL)
                            .map(GitAddress::page)
                            .flatMap(Stream::ofNullable)
                            .findFirst()
                            .orElse(null));
        }

        private @Nullable String repository() {
            String given = path(own.repository());
            String owner = text(List.of(), known.owner(), RunSource.LONGEST_REPOSITORY);
            String name = path(known.repository());
            String ofSystem =
                    name == null || known.owner().isEmpty() ? name : owner == null ? null : owner + "/" + name;
            return Stream.of(given, ofSystem, path(known.repositoryUrl()))
                    .flatMap(Stream::ofNullable)
                    .filter(text -> text.length() <= RunSource.LONGEST_REPOSITORY)
                    .findFirst()
                    .orElse(null);
        }

        private @Nullable String path(List<String> keys) {
            return addresses(Stream.of(keys))
                    .map(GitAddress::path)
                    .filter(path -> path.length() <= RunSource.LONGEST_REPOSITORY)
                    .findFirst()
                    .orElse(null);
        }

        /** The base commit counts only without a pull request. */
        private @Nullable String revision(@Nullable String pullRequest) {
            String revision = text(own.revision(), known.revision(), RunSource.LONGEST_REVISION);
            return revision == null && pullRequest == null
                    ? text(List.of(), known.baseRevision(), RunSource.LONGEST_REVISION)
                    : revision;
        }

        /** Lighthouse names the branch of a pull request after its number, which carries no information. */
        private @Nullable String branch(@Nullable String pullRequest) {
            String branch = text(own.branch(), known.branch(), RunSource.LONGEST_BRANCH);
            if (branch == null || branch.equals("PR-" + pullRequest)) {
                return null;
            }
            return branch.startsWith(HEADS) ? branch.substring(HEADS.length()) : branch;
        }

        private @Nullable SourceProvider provider() {
            String named = text(own.provider(), known.provider(), RunSource.LONGEST_JOB);
            SourceProvider provider = named == null ? null : SourceProvider.ofName(named);
            return provider != null
                    ? provider
                    : addresses(Stream.of(own.repository(), known.repositoryUrl(), own.url(), known.url()))
                            .map(GitAddress::host)
                            .flatMap(Stream::ofNullable)
                            .map(SourceProvider::ofHost)
                            .flatMap(Stream::ofNullable)
                            .findFirst()
                            .orElse(null);
        }

        private Stream<GitAddress> addresses(Stream<List<String>> keys) {
            return texts(keys, RunSource.LONGEST_URL).map(GitAddress::of).flatMap(Stream::ofNullable);
        }

        private @Nullable String text(List<String> ofOperator, List<String> ofSystem, int longest) {
            return first(List.of(ofOperator, ofSystem), longest).orElse(null);
        }

        private Optional<String> first(List<List<String>> keys, int longest) {
            return texts(keys.stream(), longest).findFirst();
        }

        private Stream<String> texts(Stream<List<String>> keys, int longest) {
            return keys.flatMap(List::stream)
                    .map(key -> clean(claims.texts().get(key), longest))
                    .flatMap(Stream::ofNullable);
        }

        /**
         * Null for texts with invisible characters, which look like other texts, and for too long ones, whose beginning
         * may be another name.
         */
        private static @Nullable String clean(@Nullable String text, int longest) {
            if (text == null) {
                return null;
            }
            String stripped = text.strip();
            return stripped.isEmpty()
                            || stripped.length() > longest
                            || !PlainText.of(stripped).equals(stripped)
                    ? null
                    : stripped;
        }
    }
}
