import { elasticJson, elasticRoute, elasticVersion } from "../../elastic/elastic-answer.js";
import type { Route } from "../../services.js";

/** What a cluster says of itself; shippers look at the version before they send. */
const info = {
  name: "cordwood",
  cluster_name: "cordwood",
  cluster_uuid: "cordwood",
  version: {
    number: elasticVersion,
    build_flavor: "default",
    build_type: "npm",
    lucene_version: "9.12.0",
    minimum_wire_compatibility_version: "7.17.0",
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "You Know, for Search",
};

/** `GET|HEAD /elastic/`: the handshake of clients and shippers. */
export const elasticRootRoute: Route = (app, services) => {
  for (const path of ["/elastic", "/elastic/"])
    app.get(path, async (context) => elasticRoute(context, services, async () => elasticJson(context, info)));
};
