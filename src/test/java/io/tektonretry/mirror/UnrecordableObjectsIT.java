package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.mirror.World.Life;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of objects that the database cannot hold. */
class UnrecordableObjectsIT extends MirroredCluster {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    @TestsFault(25)
    void putsWhatCannotBeHeldIntoQuarantineAndItsNeighboursIntoTheHistory() {
        try (var service = start()) {
            IntStream.range(0, 10).forEach(i -> world.create("PipelineRun", "before-" + i));
            cluster.play(event(without(poison("no-uid"), "uid")));
            cluster.play(event(poison("odd-uid").put("uid", "x\u0000\uD83D")));
            cluster.play(event(poison("odd-date").put("creationTimestamp", "yesterday")));
            cluster.play(event(poison("far-date").put("creationTimestamp", "+300000-01-01T00:00:00Z")));
            IntStream.range(0, 10).forEach(i -> world.create("PipelineRun", "behind-" + i));
            healed(service);
            await().untilAsserted(() -> assertThat(jdbc.sql("select name from quarantined_object order by name")
                            .query(String.class)
                            .list())
                    .containsExactly("far-date", "no-uid", "odd-date", "odd-uid"));
            assertThat(service.count("quarantined")).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    @TestsFault(25)
    void recordsThatAnObjectIsGoneWhoseLastStateCannotBeHeld() {
        try (var service = start()) {
            ObjectNode run = world.create("PipelineRun", "run").last();
            ObjectNode child = world.create("TaskRun", "child").last();
            healed(service);
            cluster.play(lastStateThatCannotBeHeld(run));
            cluster.play(lastStateThatCannotBeHeld(child));
            await().untilAsserted(() ->
                    assertThat(jdbc.sql("""
                                    select status from pipeline_run where deleted_at is not null
                                     union all select status from task_run where deleted_at is not null
                                    """).query(String.class).list()).containsExactly("INTERRUPTED", "UNOBSERVED"));
            await().until(() -> service.waiting() == 0);
            assertThat(service.count("quarantined")).isEqualTo(2);
            assertThat(service.total("mirror.ghosts.resolved")).isEqualTo(2);
            assertThat(count("quarantined_object")).isEqualTo(2);
        }
    }

    @Test
    @TestsFault(25)
    void letsAnObjectOutOfQuarantineWhenItCanBeRecorded() {
        try (var service = start()) {
            ObjectNode metadata = poison("mended").put("creationTimestamp", "yesterday");
            cluster.play(event(metadata));
            await().until(() -> count("quarantined_object") == 1);
            metadata.put("creationTimestamp", "2026-11-24T08:00:00Z")
                    .put("resourceVersion", Long.toString(cluster.revision() + 1));
            cluster.play(event(metadata));
            await().until(() -> count("quarantined_object") == 0 && service.isReady());
            assertThat(jdbc.sql("select name from pipeline_run")
                            .query(String.class)
                            .list())
                    .containsExactly("mended");
        }
    }

    @Test
    @TestsFault(25)
    void holdsHugeAndOddObjects() {
        try (var service = start()) {
            Life huge = world.create(World.run("huge", spec -> spec.put("text", "x".repeat(1_400_000))));
            world.create(World.run("deep", spec -> spec.set("deep", nested(400))));
            world.create(World.run("odd", spec -> spec.put("text", "a\u0000b")));
            healed(service);
            assertThat(count("document")).isEqualTo(3);
            assertThat(huge.name()).isEqualTo("huge");
        }
    }

    /** An author can create runs whose tasks take PostgreSQL longer than a statement may when they come together. */
    @Test
    void writesByThemselvesWhatTakesTooLongTogetherAndTheOthersBesideWhatTakesTooLongAlone() {
        jdbc.sql("""
                create function take_too_long() returns trigger language plpgsql as $$
                begin
                  if exists (select 1 from written where name = 'alone')
                     or (select count(*) from written where name like 'large-%') > 1 then
                    raise exception 'canceling statement due to statement timeout' using errcode = '57014';
                  end if;
                  return null;
                end $$;
                create trigger take_too_long after insert on pipeline_run referencing new table as written
                  for each statement execute function take_too_long();
                """).update();
        IntStream.range(0, 4).forEach(i -> world.create("PipelineRun", "large-" + i));
        world.create("PipelineRun", "alone");
        world.create("PipelineRun", "other");
        try (var service = MirroredService.start(history, cluster)) {
            await().until(() -> count("pipeline_run") == 5);
            assertThat(count("quarantined_object")).isZero();
            jdbc.sql("drop trigger take_too_long on pipeline_run").update();
            healed(service);
            assertThat(count("pipeline_run")).isEqualTo(6);
        } finally {
            jdbc.sql("drop trigger if exists take_too_long on pipeline_run; drop function take_too_long")
                    .update();
        }
    }

    /** The metadata of an object that is to be spoilt. */
    private ObjectNode poison(String name) {
        return JSON.createObjectNode()
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("resourceVersion", Long.toString(cluster.revision() + 1));
    }

    private ObjectNode lastStateThatCannotBeHeld(ObjectNode object) {
        ObjectNode last = object.deepCopy();
        last.withObject("metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        last.withObject("status").put("startTime", "+300000-01-01T00:00:00Z");
        return JSON.createObjectNode().put("type", "DELETED").set("object", last);
    }

    private static ObjectNode without(ObjectNode metadata, String field) {
        metadata.remove(field);
        return metadata;
    }

    private static ObjectNode event(ObjectNode metadata) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        object.set("metadata", metadata);
        return JSON.createObjectNode().put("type", "ADDED").set("object", object);
    }

    private static ObjectNode nested(int depth) {
        ObjectNode outer = JSON.createObjectNode();
        ObjectNode inner = outer;
        for (int i = 0; i < depth; i++) {
            inner = inner.putObject("x");
        }
        return outer;
    }
}
