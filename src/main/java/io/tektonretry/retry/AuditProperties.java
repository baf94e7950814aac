package io.tektonretry.retry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the audit is kept.
 *
 * @param retention how long, which should be longer than runs are kept
 */
@ConfigurationProperties("tektonretry.audit")
record AuditProperties(@DefaultValue("400d") Duration retention) {}
