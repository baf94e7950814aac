package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.document.Deflated;
import io.tektonretry.history.document.Documents;
import io.tektonretry.history.document.RecordedLineage;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.history.document.UnreadableDocumentException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

class EndedDocumentsIT extends PrunedHistory {

    private static final List<UUID> UIDS = List.of(uid("a"), uid("a-compile"), uid("a-test"));

    @Autowired
    EndedDocuments ended;

    @Autowired
    Documents documents;

    @Autowired
    RecordedLineages lineages;

    @Autowired
    ClusterEpochs epochs;

    @BeforeEach
    void recordARun() {
        record(run(), child("compile"), child("test"));
    }

    @Test
    void areReadAsBefore() {
        Map<UUID, ObjectNode> before = documents.findByUids(UIDS);
        Map<UUID, String> texts = documents.texts(UIDS);
        RecordedLineage lineage = lineages.load(List.of(uid("a"))).get(uid("a"));

        bundle();

        assertThat(ownBodies()).isEmpty();
        assertThat(before).hasSize(3);
        assertThat(documents.findByUids(UIDS)).isEqualTo(before);
        assertThat(documents.texts(UIDS)).isEqualTo(texts);
        assertThat(lineages.load(List.of(uid("a"))).get(uid("a"))).isEqualTo(lineage);
    }

    @Test
    void takeLaterStatesIntoTheirBundle() {
        bundle();
        Map<UUID, String> before = documents.texts(List.of(uid("a"), uid("a-compile")));
        record(child("test").version(7).label("later", "yes"));
        assertThat(ownBodies()).containsExactly(uid("a-test"));

        bundle();

        assertThat(ownBodies()).isEmpty();
        assertThat(documents.texts(UIDS)).containsAllEntriesOf(before);
        assertThat(documents
                        .findByUids(UIDS)
                        .get(uid("a-test"))
                        .at("/metadata/labels/later")
                        .asString())
                .isEqualTo("yes");
        assertThat(documents.findByUids(UIDS)).hasSize(3);
    }

    @Test
    void goWithTheirRun() {
        bundle();

        prune(AFTER_30_DAYS);

        assertThat(names()).isEmpty();
        assertThat(jdbc.sql("select count(*) from document_bundle")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void ofWhatIsNoChildOfTheRunStayAlone() {
        record(taskRun("a", "forged").ended("True", "Succeeded"));

        bundle();

        assertThat(ownBodies()).containsExactly(uid("a-forged"));
    }

    @Test
    void thatAreDamagedStayAloneAndDamaged() {
        jdbc.sql("update document set body = 'junk' where uid = ?")
                .param(uid("a-test"))
                .update();

        bundle();

        assertThat(ownBodies()).containsExactly(uid("a-test"));
        assertThat(documents.findByUids(List.of(uid("a"), uid("a-compile")))).hasSize(2);
        assertThatExceptionOfType(UnreadableDocumentException.class)
                .isThrownBy(() -> documents.findByUids(UIDS))
                .withMessageContaining(uid("a-test").toString());
    }

    @Test
    void areKeptWhenTheClusterIsRestored() {
        String before = documents.texts(UIDS).get(uid("a-test"));
        bundle();
        epochs.endOf(1);

        record(child("test").version(1).label("restored", "yes"));

        byte[] kept = jdbc.sql("select body from superseded_document where uid = ? and epoch = 1")
                .param(uid("a-test"))
                .query(byte[].class)
                .single();
        assertThat(Deflated.inflated(uid("a-test"), kept, 10_000))
                .asString(US_ASCII)
                .isEqualTo(before);
        assertThat(documents.texts(UIDS).get(uid("a-test"))).contains("restored");
        assertThat(ownBodies()).containsExactly(uid("a-test"));
    }

    @Test
    void stayAloneBesideADamagedBundle() {
        bundle();
        jdbc.sql("update document_bundle set body = 'junk'").update();
        record(child("test").version(7));

        bundle();

        assertThat(ownBodies()).containsExactly(uid("a-test"));
        assertThat(documents.findByUids(List.of(uid("a-test")))).hasSize(1);
    }

    @Test
    void ofARunThatHasJustEndedStayAlone() {
        ended.bundle(START.plusSeconds(60), LATER, 1000);

        assertThat(ownBodies()).hasSize(3);
    }

    private void bundle() {
        jdbc.sql("delete from retention_walk").update();
        assertThat(ended.bundle(START.plusSeconds(61), LATER, 1000)).isTrue();
    }

    private List<UUID> ownBodies() {
        return jdbc.sql("select uid from document").query(UUID.class).list();
    }

    private static ClusterObject run() {
        return pipelineRun("a").naming("compile", "test").ended("True", "Succeeded");
    }

    private static ClusterObject child(String task) {
        return taskRun("a", task).ended("True", "Succeeded");
    }
}
