import type { SegmentRecord } from "@cordwood/store";

/** Makes a function of a condition in the search language. */
export function compileWhen(_text: string): (record: SegmentRecord) => boolean {
  return () => true;
}
