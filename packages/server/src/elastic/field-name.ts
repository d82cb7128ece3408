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
  _index: "elastic.index",
  _id: "id",
};

/** The record's own name for one of Elasticsearch's; `.keyword` is no field of its own. */
export function recordField(name: string): string {
  const plain = name.replace(/\.keyword$/, "");
  return Object.hasOwn(names, plain) ? (names[plain] ?? plain) : plain;
}

/** The same as the search language writes it. */
export function searchField(name: string): string {
  return quoteName(recordField(name));
}

const ecsNames = new Map(Object.entries(names).map(([ecs, own]) => [own, ecs]));

/** The name under which clients of Elasticsearch know a record's field. */
export function ecsName(name: string): string {
  return ecsNames.get(name) ?? name;
}

/** Whether a field holds times. */
export function isDate(name: string): boolean {
  return recordField(name) === "time";
}

/** Whether words of a field are searched for rather than the whole of it. */
export function isText(name: string): boolean {
  return name === "message";
}
