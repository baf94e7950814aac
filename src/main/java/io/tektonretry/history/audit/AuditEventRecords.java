package io.tektonretry.history.audit;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Looks up audit events. */
interface AuditEventRecords extends Repository<AuditEventRecord, UUID>, JpaSpecificationExecutor<AuditEventRecord> {}
