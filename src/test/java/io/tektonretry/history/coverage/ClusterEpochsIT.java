package io.tektonretry.history.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@HistoryContext
class ClusterEpochsIT {

    @Autowired
    ClusterEpochs epochs;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    @AfterEach
    void clear() {
        new HistoryDump(jdbc).clear();
        epochs.current();
    }

    @Test
    void countOnceTheyAreCommitted() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            assertThat(epochs.endOf(1)).isEqualTo(2);
            assertThat(epochs.latest()).isEqualTo(1);
            status.setRollbackOnly();
        });
        assertThat(epochs.latest()).isEqualTo(1);
        assertThat(epochs.endOf(1)).isEqualTo(2);
        assertThat(epochs.latest()).isEqualTo(2);
    }

    @Test
    void doNotGoBackForWhoIsLate() {
        epochs.endOf(1);
        epochs.observed(1);
        assertThat(epochs.latest()).isEqualTo(2);
    }

    @Test
    void goBackWithADatabaseThatIsPutBack() {
        epochs.endOf(1);
        new HistoryDump(jdbc).clear();
        assertThat(epochs.current()).isEqualTo(1);
        assertThat(epochs.latest()).isEqualTo(1);
    }
}
