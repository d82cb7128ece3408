import { elasticJson } from "../../elastic/elastic-answer.js";
import type { Route } from "../../services.js";

const acknowledged = { acknowledged: true };

/** Templates, lifecycles and pipelines: there is nothing to set up, every field is searchable without a mapping. */
const setUp = [
  "/elastic/_index_template/:name",
  "/elastic/_component_template/:name",
  "/elastic/_template/:name",
  "/elastic/_alias/:name",
  "/elastic/_ilm/policy/:name",
  "/elastic/_ingest/pipeline/:name",
];

const index = "/elastic/:index{[^_]+}";

/** What Beats, Logstash and Fluent Bit ask for and set up before their first `_bulk`. */
export const elasticSetupRoute: Route = (app) => {
  app.get("/elastic/_license", (context) =>
    elasticJson(context, { license: { status: "active", uid: "cordwood", type: "basic", mode: "basic" } }),
  );
  app.get("/elastic/_cluster/health", (context) =>
    elasticJson(context, { cluster_name: "cordwood", status: "green", timed_out: false, number_of_nodes: 1 }),
  );
  for (const path of setUp) {
    app.put(path, (context) => elasticJson(context, acknowledged));
    app.get(path, (context) => elasticJson(context, {}));
  }
  app.put("/elastic/_data_stream/:name", (context) => elasticJson(context, acknowledged));
  app.get("/elastic/_data_stream/:name", (context) =>
    elasticJson(context, { data_streams: [{ name: context.req.param("name"), status: "GREEN" }] }),
  );
  // Logstash asks for its rollover alias by HEAD; an index needs no creation, so each one is there.
  app.put(index, (context) =>
    elasticJson(context, { ...acknowledged, shards_acknowledged: true, index: context.req.param("index") }),
  );
  app.get(index, (context) =>
    elasticJson(context, { [context.req.param("index")]: { aliases: {}, mappings: {}, settings: {} } }),
  );
};
