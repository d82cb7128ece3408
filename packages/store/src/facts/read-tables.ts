// What the engine says of itself and of the table of records.

import type { Engine } from "../engine/engine.js";
import { factsDatasetsMax } from "../limits.js";
import { integer, type Sql, sql, text } from "../query/sql.js";
import type { RecordTables } from "../schema/record-tables.js";
import type { DatasetFacts, TableFacts } from "./store-facts.js";

/** Datasets with partitions of their own, by the first number of a partition's id (schema/records-table.ts). */
const ownShelves: Readonly<Record<string, string>> = { "0": "diagnostic", "1": "audit" };

interface Shelf {
  shelf: string;
  records: number;
  bytes: number;
  parts: number;
  partitions: number;
}

/** Reads them; it costs a few milliseconds, and a count of the datasets that share partitions. */
export async function readTableFacts(engine: Engine, tables: RecordTables): Promise<TableFacts> {
  const [shelves, numbers, shared] = await Promise.all([
    readShelves(engine, tables),
    readNumbers(engine, tables),
    readShared(engine, tables.all),
  ]);
  const sum = (key: "records" | "bytes" | "parts" | "partitions"): number =>
    shelves.reduce((total, shelf) => total + shelf[key], 0);
  return {
    readMs: Date.now(),
    datasets: datasetsOf(shelves, shared),
    records: sum("records"),
    bytes: sum("bytes"),
    partitions: sum("partitions"),
    parts: sum("parts"),
    ...numbers,
  };
}

async function readShelves(engine: Engine, { system, localName }: RecordTables): Promise<Shelf[]> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT splitByChar('-', partition_id)[1] AS shelf, sum(rows), sum(bytes_on_disk), count(), uniqExact(partition_id)
FROM ${system("parts")} WHERE active AND database = currentDatabase() AND table = ${text(localName)} GROUP BY shelf`,
  );
  return rows.map(([shelf, records, bytes, parts, partitions]) => ({
    shelf: String(shelf),
    records: Number(records),
    bytes: Number(bytes),
    parts: Number(parts),
    partitions: Number(partitions),
  }));
}

/** Records of datasets that share partitions. */
async function readShared(engine: Engine, all: Sql): Promise<Map<string, number>> {
  const { rows } = await engine.query(
    "read",
    sql`SELECT dataset, count() AS records FROM ${all} WHERE NOT match(_partition_id, '^[01]-')
GROUP BY dataset ORDER BY records DESC LIMIT ${integer(factsDatasetsMax)}`,
  );
  return new Map(rows.map(([dataset, records]) => [String(dataset), Number(records)]));
}

function datasetsOf(shelves: readonly Shelf[], shared: ReadonlyMap<string, number>): DatasetFacts[] {
  const own = shelves.flatMap(({ shelf, records, bytes }) => {
    const dataset = ownShelves[shelf];
    return dataset === undefined ? [] : [{ dataset, records, bytes }];
  });
  const rest = shelves.filter(({ shelf }) => ownShelves[shelf] === undefined);
  const [records, bytes] = [rest.reduce((n, each) => n + each.records, 0), rest.reduce((n, each) => n + each.bytes, 0)];
  const others = [...shared].map(([dataset, count]) => {
    return { dataset, records: count, bytes: records === 0 ? 0 : Math.round((bytes * count) / records) };
  });
  return [...own, ...others].toSorted((a, b) => b.bytes - a.bytes).slice(0, factsDatasetsMax);
}

type Numbers = Pick<
  TableFacts,
  "brokenParts" | "merges" | "diskFreeBytes" | "diskTotalBytes" | "memoryBytes" | "deduplicatedBlocks"
>;

async function readNumbers(engine: Engine, { system, localName }: RecordTables): Promise<Numbers> {
  const here = sql`database = currentDatabase() AND table = ${text(localName)}`;
  const { rows } = await engine.query(
    "admin",
    sql`SELECT 'brokenParts' AS name, toInt64(count()) AS number FROM ${system("detached_parts")} WHERE ${here} AND startsWith(reason, 'broken')
UNION ALL SELECT 'merges', toInt64(count()) FROM ${system("merges")} WHERE ${here}
UNION ALL SELECT 'diskFreeBytes', toInt64(sum(free_space)) FROM ${system("disks")}
UNION ALL SELECT 'diskTotalBytes', toInt64(sum(total_space)) FROM ${system("disks")}
UNION ALL SELECT 'memoryBytes', toInt64(sum(value)) FROM ${system("metrics")} WHERE metric = 'MemoryTracking'
UNION ALL SELECT 'deduplicatedBlocks', toInt64(sum(value)) FROM ${system("events")} WHERE event = 'DuplicatedInsertedBlocks'`,
  );
  const numbers = new Map(rows.map(([name, number]) => [String(name), Number(number)]));
  const read = (name: keyof Numbers): number => numbers.get(name) ?? 0;
  return {
    brokenParts: read("brokenParts"),
    merges: read("merges"),
    diskFreeBytes: read("diskFreeBytes"),
    diskTotalBytes: read("diskTotalBytes"),
    memoryBytes: read("memoryBytes"),
    deduplicatedBlocks: read("deduplicatedBlocks"),
  };
}
