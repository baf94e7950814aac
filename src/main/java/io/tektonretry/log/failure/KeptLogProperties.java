package io.tektonretry.log.failure;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How kept logs are read and masked.
 *
 * @param pods whether logs are read from pods; needs the right to get {@code pods/log}
 * @param patience how long to wait for the first byte of each source
 * @param mask regular expressions (RE2); matches are replaced by {@code ***} before a log is kept
 */
@ConfigurationProperties("tektonretry.logs")
record KeptLogProperties(
        @DefaultValue("true") boolean pods,
        @DefaultValue("10s") Duration patience,
        @DefaultValue List<String> mask) {}
