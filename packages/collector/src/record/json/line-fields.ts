// What a segment record's line is put together from, as bytes.
import type { RecordDefaults } from "../segment-line.js";
import { keyKind } from "./key-table.js";

const fields = [
  ["message", keyKind.message],
  ["service", keyKind.service],
  ["host", keyKind.host],
  ["logger", keyKind.logger],
  ["dataset", keyKind.dataset],
  ["trace_id", keyKind.traceId],
  ["span_id", keyKind.spanId],
] as const;

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** What stands before the value of a text field, by its kind; nothing for kinds that are no text field. */
export const textHeads: readonly (Uint8Array | undefined)[] = Object.values(keyKind).map((kind) => {
  const field = fields.find(([, of]) => of === kind);
  return field === undefined ? undefined : bytesOf(`,"${field[0]}":"`);
});

/** Constant pieces of a line, in the order of their use. */
export const lineParts: Readonly<Record<"head" | "time" | "timeEnd" | "noLevel" | "attributes" | "end", Uint8Array>> = {
  head: bytesOf('{"parse_error":""'),
  time: bytesOf(',"time":"'),
  timeEnd: bytesOf('"'),
  noLevel: bytesOf(',"level":"","severity":0'),
  attributes: bytesOf(',"attributes":{'),
  end: bytesOf("}}\n"),
};

/** A text field that is written when the line has none. */
export interface FieldDefault {
  kind: number;
  bytes: Uint8Array;
}

/** The text fields with their defaults, except the message, which every plain line has. */
export function fieldDefaults(defaults: RecordDefaults): FieldDefault[] {
  const values: Record<string, string> = { service: defaults.service, host: defaults.host, dataset: defaults.dataset };
  return fields
    .filter(([, kind]) => kind !== keyKind.message)
    .map(([name, kind]) => ({ kind, bytes: bytesOf(`,"${name}":${JSON.stringify(values[name] ?? "")}`) }));
}

/** Attributes as they stand in a line, each after a comma. */
export function attributesText(attributes: Readonly<Record<string, string>>): Uint8Array {
  const members = Object.entries(attributes).map(
    ([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return bytesOf(members.join(""));
}
