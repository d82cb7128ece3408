import type { Engine } from "../engine/engine.js";
import { sql, text } from "../query/sql.js";
import type { RecordTables } from "../schema/record-tables.js";
import { type PartitionSpan, readSpan } from "./partition-span.js";

/** A partition as far as one dataset is concerned. */
export interface Partition {
  id: string;
  span: PartitionSpan;
  /** Records of the dataset. */
  records: number;
  /** Bytes on disk, in proportion to the dataset's share of the records. */
  bytes: number;
  /** Whether it holds no other dataset. */
  alone: boolean;
}

interface PartSums {
  id: string;
  span: number;
  records: number;
  bytes: number;
}

async function readParts(engine: Engine, { system, localName }: RecordTables): Promise<PartSums[]> {
  const { rows } = await engine.query(
    "admin",
    sql`SELECT partition_id, any(partition), sum(rows), sum(bytes_on_disk) FROM ${system("parts")}
WHERE active AND database = currentDatabase() AND table = ${text(localName)} GROUP BY partition_id`,
  );
  return rows.map(([id, name, records, bytes]) => {
    const span = Number(/,\s*(\d+)\)$/.exec(String(name))?.[1] ?? 99_990_000);
    return { id: String(id), span, records: Number(records), bytes: Number(bytes) };
  });
}

/** The partitions that hold records of a dataset, oldest first. */
export async function datasetPartitions(engine: Engine, tables: RecordTables, dataset: string): Promise<Partition[]> {
  const [parts, { rows }] = await Promise.all([
    readParts(engine, tables),
    engine.query(
      "admin",
      sql`SELECT _partition_id, count() FROM ${tables.all} WHERE dataset = ${text(dataset)} GROUP BY _partition_id`,
    ),
  ]);
  const counts = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  return parts
    .toSorted((a, b) => a.span - b.span)
    .flatMap((part) => {
      const records = counts.get(part.id) ?? 0;
      if (records === 0 || part.records === 0) return [];
      const bytes = (part.bytes * records) / part.records;
      return [{ id: part.id, span: readSpan(part.span), records, bytes, alone: records >= part.records }];
    });
}
