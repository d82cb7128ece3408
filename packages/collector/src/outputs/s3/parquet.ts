// Records as a Parquet file: one column for each field, attributes as JSON.
import type { SegmentRecord } from "@cordwood/store";
import { type TextField, textFields } from "../../record/text-fields.js";

/** The file, compressed by Snappy; `time` is a timestamp in nanoseconds, UTC. */
export async function parquetOf(records: readonly SegmentRecord[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const column = (name: TextField) => ({ name, data: records.map((record) => record[name]) });
  const names = textFields.map((name) => column(name));
  const file = parquetWriteBuffer({
    columnData: [
      { name: "time", data: BigInt64Array.from(records, ({ time }) => BigInt(time)) },
      { name: "severity", data: Int32Array.from(records, ({ severity }) => severity) },
      ...names,
      { name: "attributes", data: records.map(({ attributes }) => JSON.stringify(attributes)) },
    ],
    schema: [
      { name: "root", num_children: textFields.length + 3 },
      {
        name: "time",
        type: "INT64",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
        repetition_type: "REQUIRED",
      },
      { name: "severity", type: "INT32", repetition_type: "REQUIRED" },
      ...[...textFields, "attributes"].map((name) => ({
        name,
        type: "BYTE_ARRAY" as const,
        converted_type: "UTF8" as const,
        repetition_type: "REQUIRED" as const,
      })),
    ],
    createdBy: "cordwood",
  });
  return new Uint8Array(file);
}
