package io.tektonretry.log;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where logs are.
 *
 * @param links systems that show logs, ten at most
 */
@ConfigurationProperties("tektonretry.logs")
record LogProperties(@DefaultValue List<Link> links) {

    private static final int MOST_LINKS = 10;

    /**
     * A system that shows logs.
     *
     * @param name what people call it
     * @param template where it shows the log of an attempt, such as {@code https://logs.example.com/{namespace}/{pod}}
     */
    record Link(String name, String template) {

        Link {
            if (name.isBlank()) {
                throw new IllegalArgumentException("A link to logs needs a name");
            }
        }
    }

    LogProperties {
        if (links.size() > MOST_LINKS) {
            throw new IllegalArgumentException("There are %d links to logs, and %d are the most for an attempt"
                    .formatted(links.size(), MOST_LINKS));
        }
        links = List.copyOf(links);
    }
}
