// What a segment record's line is put together from, as bytes.
import type { RecordDefaults } from "./segment-line.js";
import { keyKind } from "./key-table.js";
import { piece, type Piece } from "./piece.js";

const fields = [
  ["message", keyKind.message],
  ["service", keyKind.service],
  ["host", keyKind.host],
  ["logger", keyKind.logger],
  ["dataset", keyKind.dataset],
  ["trace_id", keyKind.traceId],
  ["span_id", keyKind.spanId],
] as const;

/** What stands before the value of a text field, by its kind; nothing for kinds that are no text field. */
export const textHeads: readonly (Piece | undefined)[] = Object.values(keyKind).map((kind) => {
  const field = fields.find(([, of]) => of === kind);
  return field === undefined ? undefined : piece(`,"${field[0]}":"`);
});

/** Constant pieces of a line, in the order of their use. */
export const lineParts: Readonly<Record<"head" | "time" | "timeEnd" | "noLevel" | "attributes" | "end", Piece>> = {
  head: piece('{"parse_error":""'),
  time: piece(',"time":"'),
  timeEnd: piece('"'),
  noLevel: piece(',"level":"","severity":0'),
  attributes: piece(',"attributes":{'),
  end: piece("}}\n"),
};

/** A text field that is written when the line has none. */
export interface FieldDefault {
  kind: number;
  piece: Piece;
}

/** The text fields with their defaults, except the message, which every plain record has. */
export function fieldDefaults(defaults: RecordDefaults, logger = ""): FieldDefault[] {
  const { service, host, dataset } = defaults;
  const values: Record<string, string> = { service, host, dataset, logger };
  return fields
    .filter(([, kind]) => kind !== keyKind.message)
    .map(([name, kind]) => ({ kind, piece: piece(`,"${name}":${JSON.stringify(values[name] ?? "")}`) }));
}

/** Attributes as they stand in a line. */
export function attributesText(attributes: Readonly<Record<string, string>>): Piece {
  const members = Object.entries(attributes).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return piece(members.join(","));
}
