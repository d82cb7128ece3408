import type { FieldSummary } from "@cordwood/server/api";
import { ownFields } from "../rows/fieldValue.js";

/** Fields under a heading. */
export interface FieldGroup {
  title: string;
  fields: FieldSummary[];
}

/** Fields whose top values say nothing: every record has its own. */
const unlisted = new Set(["time", "id", "message", "severity"]);

const order = new Map<string, number>(ownFields.map((name, index) => [name, index]));

/**
 * Sorts fields into the chosen columns, the record's own, and the attributes by how many records have them; keeps
 * those whose name holds `wanted`. Empty groups are left out.
 */
export function groupFields(fields: readonly FieldSummary[], columns: readonly string[], wanted: string): FieldGroup[] {
  const word = wanted.trim().toLowerCase();
  const found = fields.filter(
    ({ name, share }) => share > 0 && !unlisted.has(name) && name.toLowerCase().includes(word),
  );
  const chosen = found.filter(({ name }) => columns.includes(name));
  const rest = found.filter(({ name }) => !columns.includes(name));
  const own = rest
    .filter(({ name }) => order.has(name))
    .toSorted((left, right) => (order.get(left.name) ?? 0) - (order.get(right.name) ?? 0));
  const attributes = rest
    .filter(({ name }) => !order.has(name))
    .toSorted((left, right) => right.share - left.share || left.name.localeCompare(right.name, "en"));
  return [
    { title: "Columns", fields: chosen },
    { title: "Record", fields: own },
    { title: "Attributes", fields: attributes },
  ].filter((group) => group.fields.length > 0);
}
