// The peer of ReadBenchmark: PostGraphile on the tables of the service, with the names that the benchmark uses.
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { jsonPgSmartTags } from "postgraphile/utils";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const tags = jsonPgSmartTags({
  version: 1,
  config: {
    attribute: { "pipeline_run.labels": { tags: { behavior: "+attribute:filterBy" } } },
    class: {
      pipeline_run: { tags: { name: "run", foreignKey: "(root_uid) references pipeline_run (uid)|@fieldName root|@foreignFieldName lineage" } },
      pipeline_task: { tags: {}, constraint: { pipeline_task_pipeline_run_uid_fkey: { tags: { foreignFieldName: "tasks" } } } },
      task_run: { tags: { foreignKey: "(pipeline_run_uid) references pipeline_run (uid)|@foreignFieldName children" } },
      task_attempt: { tags: {}, constraint: { task_attempt_task_run_uid_fkey: { tags: { foreignFieldName: "attempts" } } } },
    },
  },
});

export default {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [tags],
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, poolSize: 20 })],
  grafserv: { port: 5678, host: "127.0.0.1", watch: false },
};
