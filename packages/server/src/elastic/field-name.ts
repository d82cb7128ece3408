import { quoteName } from "@cordwood/store/query";

/** Elasticsearch's and ECS' names for what a record has under its own. */
const names: Record<string, string> = {
  "@timestamp": "time",
  "log.level": "level",
  "service.name": "service",
  "host.name": "host",
  "log.logger": "logger",
  "data_stream.dataset": "dataset",
  "trace.id": "trace_id",
  "span.id": "span_id",
};

/** The record's field for one of Elasticsearch's, as the search language writes it; `.keyword` is no field of its own. */
export function searchField(name: string): string {
  const plain = name.replace(/\.keyword$/, "");
  return quoteName(Object.hasOwn(names, plain) ? (names[plain] ?? plain) : plain);
}

const ecsNames = new Map(Object.entries(names).map(([ecs, own]) => [own, ecs]));

/** The name under which clients of Elasticsearch know a record's field. */
export function ecsName(name: string): string {
  return ecsNames.get(name) ?? name;
}
