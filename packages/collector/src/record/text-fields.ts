// The fields of a record that are text, which a target gets only where they are not empty.
import type { SegmentRecord } from "@cordwood/store";
import { stringColumns } from "@cordwood/store/query";

/** A field of a record that is text; `time` is none. */
export type TextField = (typeof stringColumns)[number];

/** All of them, in the order in which they are written. */
export const textFields: readonly TextField[] = stringColumns;

const names: ReadonlySet<string> = new Set(textFields);

/** Whether a field of this name is text. */
export function isTextField(name: string): name is TextField {
  return names.has(name);
}

/** Whether the record has a text under this name that is not in its attributes. */
export function hasText(record: SegmentRecord, name: string): boolean {
  return isTextField(name) && record[name] !== "";
}
