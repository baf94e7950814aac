package io.tektonretry.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the audit is kept.
 *
 * @param retention minimum age before audit events are deleted; events of a run stay as long as the run is recorded
 */
@ConfigurationProperties("tektonretry.audit")
record AuditProperties(@DefaultValue("400d") Duration retention) {}
