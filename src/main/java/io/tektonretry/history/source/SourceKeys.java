package io.tektonretry.history.source;

import static java.util.stream.Collectors.toCollection;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys by which one system that starts runs writes what they are built from; of several keys, the first with a
 * value counts.
 *
 * @param provider kind of git host
 * @param owner owner of the repository, if written separately
 * @param repository name, path or URL of the repository
 * @param repositoryUrl URL of the repository, where the keys above are not enough
 * @param revision commit
 * @param baseRevision commit, unless a pull request is built
 * @param branch built branch
 * @param pullRequest number of the pull request
 * @param job name of the job
 * @param url page of the commit or the repository
 */
record SourceKeys(
        List<String> provider,
        List<String> owner,
        List<String> repository,
        List<String> repositoryUrl,
        List<String> revision,
        List<String> baseRevision,
        List<String> branch,
        List<String> pullRequest,
        List<String> job,
        List<String> url) {

    private static final List<String> NONE = List.of();

    private static final SourceKeys PIPELINES_AS_CODE = new SourceKeys(
            pac("git-provider"),
            pac("url-org"),
            pac("url-repository"),
            pac("repo-url"),
            pac("sha"),
            NONE,
            pac("source-branch", "branch"),
            pac("pull-request"),
            pac("original-prname"),
            pac("sha-url", "repo-url"));

    /** Keys from {@code pkg/util/constants.go}. */
    private static final SourceKeys LIGHTHOUSE = new SourceKeys(
            NONE,
            lighthouse("refs.org"),
            lighthouse("refs.repo"),
            lighthouse("cloneURI"),
            lighthouse("lastCommitSHA"),
            lighthouse("baseSHA"),
            lighthouse("branch"),
            lighthouse("refs.pull"),
            lighthouse("job", "context"),
            lighthouse("cloneURI"));

    /** Keys from {@code prow/kube/prowjob.go}; the revision is in no label, but in a param that Prow sets. */
    private static final SourceKeys PROW = new SourceKeys(
            NONE,
            prow("refs.org"),
            prow("refs.repo"),
            NONE,
            params("PULL_PULL_SHA"),
            params("PULL_BASE_SHA"),
            prow("refs.base_ref"),
            prow("refs.pull"),
            prow("job", "context"),
            NONE);

    /** Triggers itself sets no such keys; these are the ones of Tekton's own templates, which others have adopted. */
    private static final SourceKeys TRIGGERS = new SourceKeys(
            NONE,
            NONE,
            tekton("gitURL"),
            tekton("gitURL"),
            tekton("gitRevision"),
            NONE,
            tekton("gitBranch"),
            tekton("pr-number"),
            tekton("check-name"),
            tekton("gitURL"));

    /** The known systems, in the order in which they are tried. */
    static final List<SourceKeys> KNOWN = List.of(PIPELINES_AS_CODE, LIGHTHOUSE, PROW, TRIGGERS);

    /** All of their keys, in the same order. */
    static final Set<String> OF_KNOWN =
            KNOWN.stream().flatMap(SourceKeys::all).collect(toCollection(LinkedHashSet::new));

    /** None at all. */
    static final SourceKeys UNKNOWN = new SourceKeys(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);

    private Stream<String> all() {
        return Stream.of(
                        provider,
                        owner,
                        repository,
                        repositoryUrl,
                        revision,
                        baseRevision,
                        branch,
                        pullRequest,
                        job,
                        url)
                .flatMap(List::stream);
    }

    private static List<String> pac(String... names) {
        return keys("pipelinesascode.tekton.dev/", names);
    }

    private static List<String> lighthouse(String... names) {
        return keys("lighthouse.jenkins-x.io/", names);
    }

    private static List<String> prow(String... names) {
        return keys("prow.k8s.io/", names);
    }

    private static List<String> tekton(String... names) {
        return keys("tekton.dev/", names);
    }

    private static List<String> params(String... names) {
        return keys(SourceClaims.PARAM, names);
    }

    private static List<String> keys(String prefix, String... names) {
        return List.of(names).stream().map(prefix::concat).toList();
    }
}
