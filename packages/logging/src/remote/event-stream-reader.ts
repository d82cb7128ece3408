import { REMOTE_EVENT_LENGTH_MAX } from "../limits.js";

/** One server-sent event. */
export interface StreamEvent {
  name: string;
  data: string;
}

/** Cuts `text/event-stream` (HTML Living Standard §9.2) into events, as far as Cordwood's server writes it. */
export class EventStreamReader {
  #rest = "";

  /** The events that are complete with this piece. @throws RangeError when one is far longer than any the server sends */
  push(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    if (this.#rest.length > REMOTE_EVENT_LENGTH_MAX)
      throw new RangeError(`an event of more than ${REMOTE_EVENT_LENGTH_MAX} characters`);
    return blocks.map(eventOf).filter((event) => event.data !== "");
  }
}

function eventOf(block: string): StreamEvent {
  const lines = block.split("\n");
  const valueOf = (field: string): string =>
    lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2) ?? "";
  return { name: valueOf("event"), data: valueOf("data") };
}
