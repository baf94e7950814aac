package io.tektonretry.history.request;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Looks up the requests for people. */
interface RetryRequestRecords extends Repository<RetryRequestRecord, UUID> {

    @NativeQuery("select * from retry_request where id = any(:ids)")
    List<RetryRequestRecord> findByIds(UUID[] ids);

    @NativeQuery("select * from retry_request where created_uid = any(:runUids)")
    List<RetryRequestRecord> findByRuns(UUID[] runUids);
}
