import type { Row } from "@cordwood/store";
import { indexField } from "./bulk-body.js";

/** A record as Elasticsearch would return it: ECS names for what a record has under its own. */
export function toHit(row: Row): object {
  const { [indexField]: index = "cordwood", ...attributes } = row.attributes;
  const named = {
    "log.level": row.level,
    "service.name": row.service,
    "host.name": row.host,
    "log.logger": row.logger,
    "data_stream.dataset": row.dataset,
    "trace.id": row.trace_id,
    "span.id": row.span_id,
  };
  const present = Object.entries(named).filter(([, value]) => value !== "");
  const source = { "@timestamp": row.time, message: row.message, ...Object.fromEntries(present), ...attributes };
  return { _index: index, _id: row.id, _score: null, _source: source, sort: [Date.parse(row.time)] };
}
