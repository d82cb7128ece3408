import type { RemovedRange } from "./audit/removed-ranges.js";
import { StoreError } from "./errors.js";
import {
  exportTimeoutSDefault,
  insertConcurrencyDefault,
  insertConcurrencyMax,
  memoryBytesDefault,
  queryConcurrencyDefault,
  queryMemoryBytesDefault,
  queryReadRowsDefault,
  queryTimeoutSDefault,
} from "./limits.js";
import { checkRetention, type RetentionRules } from "./retention/retention-rule.js";

/** Where the records are and what queries may cost. Either `path` or `url` must be given; `url` wins. */
export interface StoreOptions {
  /** Directory of the embedded store; created when absent. One process at a time may have it open. */
  path?: string;
  /** Address of a ClickHouse server, `http://host:8123`; user and password may stand in it. */
  url?: string;
  /** Name of a cluster of ClickHouse servers that the one at `url` belongs to; several addresses are parted by commas. */
  cluster?: string;
  /** Database on the server. @default "cordwood" */
  database?: string;
  /** Seconds that one query may take. @default 30 */
  query_timeout_s?: number;
  /** Bytes of memory that one query may hold. @default 419430400 */
  query_memory_bytes?: number;
  /** Bytes of memory that all queries and inserts together may hold; about 300 MB of the process come on top. @default 939524096 */
  memory_bytes?: number;
  /** Rows that one query may read. @default 10000000000 */
  query_read_rows?: number;
  /** Read queries that run side by side. @default 5 */
  query_concurrency?: number;
  /** Inserts that run side by side, 1 to 4. @default 3 */
  insert_concurrency?: number;
  /** Seconds that one export may take. @default 3600 */
  export_timeout_s?: number;
  /** How long records are kept, by dataset: `{ diagnostic: { days: 30, bytes: 50000000000 } }`. @default for ever */
  retention?: RetentionRules;
}

/** What the store tells its owner on its own. */
export interface StoreHooks {
  /** Something is wrong that no call of the owner's met: retention failed and is tried again later, or parts are broken. */
  onProblem?: (error: unknown) => void;
  /**
   * Retention is about to remove these records of the audit chain. Resolves with true when a signed record that stands
   * for them is durable; with false nothing of `audit` is removed now. @default they are removed, and the chain has a gap
   */
  sealRemoval?: (ranges: readonly RemovedRange[]) => Promise<boolean>;
}

/** {@link StoreOptions} with every default filled in. */
export interface StoreSettings {
  database: string;
  query_timeout_s: number;
  query_memory_bytes: number;
  memory_bytes: number;
  query_read_rows: number;
  query_concurrency: number;
  insert_concurrency: number;
  export_timeout_s: number;
  retention: RetentionRules;
}

interface OptionSchema {
  type: "string" | "number" | "object";
  description: string;
  default?: string | number;
  min?: number;
  max?: number;
}

/** The options of the store, for checks and for generated reference pages. */
export const storeOptionsSchema: Readonly<Record<keyof StoreOptions, OptionSchema>> = {
  path: { type: "string", description: "Directory of the embedded store; created when absent." },
  url: { type: "string", description: "Address of a ClickHouse server instead of the embedded engine." },
  cluster: { type: "string", description: "Name of the cluster that the server at `url` belongs to." },
  database: { type: "string", description: "Database that holds the records.", default: "cordwood" },
  query_timeout_s: {
    type: "number",
    description: "Seconds that one query may take.",
    default: queryTimeoutSDefault,
    min: 1,
    max: 3600,
  },
  query_memory_bytes: {
    type: "number",
    description: "Bytes of memory that one query may hold.",
    default: queryMemoryBytesDefault,
    min: 16_777_216,
  },
  memory_bytes: {
    type: "number",
    description: "Bytes of memory that all queries and inserts together may hold.",
    default: memoryBytesDefault,
    min: 268_435_456,
  },
  query_read_rows: {
    type: "number",
    description: "Rows that one query may read.",
    default: queryReadRowsDefault,
    min: 1000,
  },
  query_concurrency: {
    type: "number",
    description: "Read queries that run side by side.",
    default: queryConcurrencyDefault,
    min: 1,
    max: 64,
  },
  insert_concurrency: {
    type: "number",
    description: "Inserts that run side by side.",
    default: insertConcurrencyDefault,
    min: 1,
    max: insertConcurrencyMax,
  },
  export_timeout_s: {
    type: "number",
    description: "Seconds that one export may take.",
    default: exportTimeoutSDefault,
    min: 1,
  },
  retention: { type: "object", description: "How long records are kept: by dataset, `days` and `bytes`." },
};

function fail(reason: string): never {
  throw new StoreError("CW_STORE_OPTIONS", { reason });
}

function checkOption(name: string, value: unknown, schema: OptionSchema): void {
  if (typeof value !== schema.type) fail(`expected ${name} to be a ${schema.type}, got ${JSON.stringify(value)}`);
  if (typeof value === "string" && value === "") fail(`${name} is empty`);
  if (typeof value !== "number") return;
  if (!Number.isSafeInteger(value)) fail(`expected ${name} to be a whole number, got ${value}`);
  if (schema.min !== undefined && value < schema.min) fail(`${name} is ${value}, the least is ${schema.min}`);
  if (schema.max !== undefined && value > schema.max) fail(`${name} is ${value}, the most is ${schema.max}`);
}

function checkCluster({ cluster = "", url }: StoreOptions): void {
  if (url === undefined) fail("cluster needs url, the address of one of its servers");
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(cluster)) fail("cluster must be an identifier");
}

/**
 * Checks options and fills in defaults.
 * @throws StoreError `CW_STORE_OPTIONS` for an unknown key, a wrong type or a value out of range.
 */
export function readOptions(options: StoreOptions): StoreSettings {
  const known: Record<string, OptionSchema> = storeOptionsSchema;
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (schema === undefined) fail(`unknown option ${name}; known are ${Object.keys(known).join(", ")}`);
    if (value !== undefined) checkOption(name, value, schema);
  }
  if (options.path === undefined && options.url === undefined) fail("give path or url");
  if (options.cluster !== undefined) checkCluster(options);
  if (options.retention !== undefined) checkRetention(options.retention);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(options.database ?? "cordwood")) fail("database must be an identifier");
  return {
    database: options.database ?? "cordwood",
    query_timeout_s: options.query_timeout_s ?? queryTimeoutSDefault,
    query_memory_bytes: options.query_memory_bytes ?? queryMemoryBytesDefault,
    memory_bytes: options.memory_bytes ?? memoryBytesDefault,
    query_read_rows: options.query_read_rows ?? queryReadRowsDefault,
    query_concurrency: options.query_concurrency ?? queryConcurrencyDefault,
    insert_concurrency: options.insert_concurrency ?? insertConcurrencyDefault,
    export_timeout_s: options.export_timeout_s ?? exportTimeoutSDefault,
    retention: options.retention ?? {},
  };
}
