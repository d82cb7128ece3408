import { expect, test } from "vitest";
import { readEvents, type ReceivedEvent } from "./event-reader.js";

const stream = ': hello\n\nid: 1\ndata: {"ü":1}\n\nevent: dropped\ndata: a\ndata: b\n\n: ping\n\ndata: cut';

test.each([1, 3, 1000])("reads events from pieces of %i bytes", async (size) => {
  const bytes = Buffer.from(stream);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const events: ReceivedEvent[] = [];
  for await (const event of readEvents(pieces())) events.push(event);
  expect(events).toEqual([
    { name: "message", id: "1", data: '{"ü":1}' },
    { name: "dropped", id: undefined, data: "a\nb" },
  ]);
});
