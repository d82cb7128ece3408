// The names under which programs write a record's known fields.

/** A known field of a record. */
export type Role =
  | "time"
  | "level"
  | "levelNumber"
  | "message"
  | "service"
  | "host"
  | "logger"
  | "name"
  | "dataset"
  | "traceId"
  | "spanId"
  | "parseError";

/** What a key means, and how it ranks among the names of the same field: the lowest wins. */
export interface KnownKey {
  role: Role;
  rank: number;
}

/** Keys of each field, best first. Lower case, without `_`, `-` and a leading `@`; dots stand for nesting. */
const table: readonly (readonly [role: Role, keys: string])[] = [
  [
    "time",
    "timeunixnano time timestamp ts datetime eventtime asctime timemillis syslogtimestamp date created t.$date instant realtimetimestamp",
  ],
  ["level", "level severitytext levelname loglevel lvl log.level severity priority"],
  ["levelNumber", "severitynumber levelno"],
  ["message", "message msg shortmessage body log logmessage text event"],
  ["service", "service service.name servicename app application appname app.name resource.service.name program"],
  ["host", "host host.name hostname host.hostname machinename resource.host.name"],
  [
    "logger",
    "logger loggername log.logger sourcecontext scope.name category channel component fluent.tag syslogidentifier",
  ],
  ["name", "name"],
  ["dataset", "dataset"],
  ["traceId", "traceid trace.id oteltraceid contexttraceid"],
  ["spanId", "spanid span.id otelspanid"],
  ["parseError", "parseerror"],
];

const known = new Map<string, KnownKey>();
for (const [role, keys] of table) {
  for (const [rank, key] of keys.split(" ").entries()) known.set(key, { role, rank });
}

/** Serilog's compact format (CLEF). */
const compactKeys: Readonly<Record<string, KnownKey>> = {
  "@t": { role: "time", rank: 0 },
  "@l": { role: "level", rank: 0 },
  "@m": { role: "message", rank: 0 },
  "@mt": { role: "message", rank: 4 },
};

const cache = new Map<string, KnownKey | null>();
/** Keys remembered; streams with ever new keys start the memory anew. */
const cacheEntriesMax = 10_000;
/** Longer keys are nobody's known field. */
const keyLengthMax = 40;

function lookUp(path: string): KnownKey | null {
  if (path.length > keyLengthMax) return null;
  const compact = Object.hasOwn(compactKeys, path) ? compactKeys[path] : undefined;
  const plain = path.toLowerCase().replace(/^@/, "").replaceAll(/[_-]/g, "");
  return compact ?? known.get(plain) ?? null;
}

/** What a key (a path joined with dots) means, or `null` when it is no known field's. */
export function knownKey(path: string): KnownKey | null {
  const remembered = cache.get(path);
  if (remembered !== undefined) return remembered;
  if (cache.size >= cacheEntriesMax) cache.clear();
  const found = lookUp(path);
  cache.set(path, found);
  return found;
}
