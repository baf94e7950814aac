package io.tektonretry.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the audit is kept.
 *
 * @param retention how long at least: what is told of a run stays as long as the run is recorded
 */
@ConfigurationProperties("tektonretry.audit")
record AuditProperties(@DefaultValue("400d") Duration retention) {}
