// LTSV: `label:value` fields with tabs between (ltsv.org).
import { normaliseObject, setAttribute } from "./normalise.js";
import type { LineParser } from "./parsed-line.js";

const label = /^[0-9A-Za-z_.-]+$/;

/** The fields of an LTSV line, or `undefined` when any of its fields has no label. */
export function parseLtsv(line: string): Record<string, string> | undefined {
  const fields: Record<string, string> = {};
  let count = 0;
  for (const field of line.split("\t")) {
    if (field === "") continue;
    const colon = field.indexOf(":");
    if (colon <= 0) return undefined;
    const name = field.slice(0, colon);
    if (!label.test(name)) return undefined;
    setAttribute(fields, name, field.slice(colon + 1));
    count++;
  }
  return count === 0 ? undefined : fields;
}

/** Reads LTSV lines; known labels (time, level, message, host …) become the record's fields. */
export const ltsvParser: LineParser = {
  name: "ltsv",
  parse(line, context) {
    const fields = parseLtsv(line);
    return fields === undefined ? undefined : normaliseObject(fields, context, line);
  },
};
