// What the records lie in: the parts that count, without those that are merged into others and not yet removed.

import { join } from "node:path";

import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";

import type { StoredBytes } from "./measure.js";

const ofParts = "database = 'cordwood' AND table = 'records' AND active";
const statement = `SELECT '', sum(bytes_on_disk) FROM system.parts WHERE ${ofParts}
UNION ALL SELECT column, sum(column_data_compressed_bytes) FROM system.parts_columns WHERE ${ofParts} GROUP BY column
UNION ALL SELECT 'index ' || name, sum(data_compressed_bytes) FROM system.data_skipping_indices WHERE database = 'cordwood' AND table = 'records' GROUP BY name`;

/** Bytes of all active parts of a closed store, and of each column and index. */
export async function activeParts(path: string): Promise<{ diskBytes: number; stored: StoredBytes[] }> {
  const configuration: object = { connection: createChdbConnection({ path: join(path, "engine") }) };
  const client = createClient(configuration);
  try {
    const result = await client.query({ query: statement, format: "JSONCompact" });
    const rows = (await result.json<[string, string | number]>()).data;
    const all = rows.map(([name, bytes]) => ({ name, bytes: Number(bytes) }));
    const stored = all.filter(({ name }) => name !== "").toSorted((a, b) => b.bytes - a.bytes);
    return { diskBytes: all.find(({ name }) => name === "")?.bytes ?? 0, stored };
  } finally {
    await client.close();
  }
}
