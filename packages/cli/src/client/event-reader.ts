import { eventCharactersMax } from "../limits.js";

/** One server-sent event. */
export interface ReceivedEvent {
  /** `message` when the server did not name it. */
  name: string;
  id: string | undefined;
  data: string;
}

/**
 * Reads `text/event-stream` (HTML Living Standard §9.2), as far as Cordwood's server writes it. Comments are left out.
 *
 * @throws Error when one event exceeds `limits.eventCharactersMax`
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    if (rest.length > eventCharactersMax) throw new Error(`an event is longer than ${eventCharactersMax} characters`);
    for (const block of blocks) {
      const event = readBlock(block);
      if (event) yield event;
    }
  }
}

function readBlock(block: string): ReceivedEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    fields.set(name, name === "data" && fields.has("data") ? `${fields.get("data")}\n${value}` : value);
  }
  const data = fields.get("data");
  return data === undefined ? undefined : { name: fields.get("event") ?? "message", id: fields.get("id"), data };
}
