package io.tektonretry.log.failure;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How logs are read that are kept.
 *
 * @param pods whether logs are read from pods; needs the right to get {@code pods/log}
 * @param patience how long each place is waited for until it begins to answer
 * @param mask regular expressions (RE2) of what is replaced by {@code ***} before a log is kept
 */
@ConfigurationProperties("tektonretry.logs")
record KeptLogProperties(
        @DefaultValue("true") boolean pods,
        @DefaultValue("10s") Duration patience,
        @DefaultValue List<String> mask) {}
