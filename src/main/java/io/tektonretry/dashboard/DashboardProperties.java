package io.tektonretry.dashboard;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pages for people.
 *
 * @param frameAncestors origins of the pages that may show the dashboard in a frame, such as
 * {@code https://console.example.org}, or {@code 'self'}; none by default
 * @param graphiql whether {@code /graphiql} has an editor for GraphQL documents
 */
@ConfigurationProperties("tektonretry.dashboard")
record DashboardProperties(
        @DefaultValue List<String> frameAncestors,
        @DefaultValue("false") boolean graphiql) {

    private static final Pattern ORIGIN =
            Pattern.compile("'self'|https?://(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*(:\\d+)?");

    DashboardProperties {
        for (String each : frameAncestors) {
            if (!ORIGIN.matcher(each).matches()) {
                throw new IllegalArgumentException(
                        "tektonretry.dashboard.frame-ancestors has %s, which is neither 'self' nor an origin such as https://console.example.org"
                                .formatted(each));
            }
        }
    }
}
