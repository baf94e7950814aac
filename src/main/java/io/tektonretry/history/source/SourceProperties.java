package io.tektonretry.history.source;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where else runs say what they were built from, before the places that are known: keys of annotations and labels, or
 * {@code params.<name>} for a param. Of several the first one that says something counts. At most 10 for each.
 *
 * @param provider the kind of git host, such as {@code github}
 * @param repository owner and name of the repository, or its address
 * @param revision of the commit
 * @param branch that is built
 * @param pullRequest its number
 * @param job name of the job
 * @param url page of the commit or of the repository; http or https
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
