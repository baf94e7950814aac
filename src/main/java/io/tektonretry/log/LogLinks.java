package io.tektonretry.log;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Builds links to logs in other systems from {@code tektonretry.logs.links}. */
@Component
public class LogLinks {

    private final Map<LogProperties.Link, LogTemplate> templates = new LinkedHashMap<>();
    private final Clock clock;

    LogLinks(LogProperties properties, Clock clock) {
        properties.links().forEach(link -> templates.put(link, new LogTemplate(link.template())));
        this.clock = clock;
    }

    /** Whether no links are configured. */
    public boolean isEmpty() {
        return templates.isEmpty();
    }

    /** Whether a link contains the UID of the pod. */
    public boolean nameThePodByUid() {
        return templates.values().stream().anyMatch(template -> template.has("podUid"));
    }

    /**
     * Links for the attempt, and for each step where the template names one; links with unknown values are left out.
     */
    public List<LogLink> of(LoggedAttempt attempt) {
        Instant now = clock.instant();
        return templates.entrySet().stream()
                .flatMap(link -> links(link.getKey().name(), link.getValue(), attempt, now))
                .toList();
    }

    private static Stream<LogLink> links(String name, LogTemplate template, LoggedAttempt attempt, Instant now) {
        return template.isOfSteps()
                ? attempt.steps().stream()
                        .flatMap(step ->
                                template
                                        .fill(attempt, step, now)
                                        .map(url -> new LogLink(name, url, step.name()))
                                        .stream())
                : template.fill(attempt, null, now).map(url -> new LogLink(name, url, null)).stream();
    }
}
