package io.tektonretry.history.source;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Additional keys that say what runs were built from, tried before the known ones: keys of annotations and labels, or
 * {@code params.<name>} for a param. The first key with a value counts. At most 10 keys each.
 *
 * @param provider kind of git host, such as {@code github}
 * @param repository owner and name of the repository, or its URL
 * @param revision commit
 * @param branch built branch
 * @param pullRequest number of the pull request
 * @param job name of the job
 * @param url page of the commit or the repository; http or https
 */
@ConfigurationProperties("tektonretry.source")
record SourceProperties(
        @DefaultValue List<String> provider,
        @DefaultValue List<String> repository,
        @DefaultValue List<String> revision,
        @DefaultValue List<String> branch,
        @DefaultValue List<String> pullRequest,
        @DefaultValue List<String> job,
        @DefaultValue List<String> url) {

    private static final int MOST = 10;

    private static final Pattern KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private static final Pattern PARAM = Pattern.compile("params\\.[A-Za-z_][-A-Za-z0-9_.]{0,252}");

    SourceProperties {
        provider = checked("provider", provider);
        repository = checked("repository", repository);
        revision = checked("revision", revision);
        branch = checked("branch", branch);
        pullRequest = checked("pull-request", pullRequest);
        job = checked("job", job);
        url = checked("url", url);
    }

    private static List<String> checked(String property, List<String> keys) {
        if (keys.size() > MOST) {
            throw new IllegalArgumentException(
                    "%s has %d keys, but at most %d are allowed".formatted(property, keys.size(), MOST));
        }
        for (String key : keys) {
            if (!KEY.matcher(key).matches() && !PARAM.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "%s has %s, but it must be the key of an annotation or a label, or params.<name>"
                                .formatted(property, key));
            }
        }
        return List.copyOf(keys);
    }
}
