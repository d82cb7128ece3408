import type { Row } from "@cordwood/store";

/** What a reader of a live tail sends back as Last-Event-ID: the last row's time and id. */
export interface EventPosition {
  time: string;
  id: string;
}

/** The id of an event that ends with this row. */
export function eventId(row: Row): string {
  return `${row.time}/${row.id}`;
}

/** Reads a Last-Event-ID; undefined for one that this server did not write. */
export function readEventId(text: string): EventPosition | undefined {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)\/([\w.:-]{1,64})$/.exec(text);
  return match ? { time: match[1]!, id: match[2]! } : undefined;
}
