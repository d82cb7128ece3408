import { expect, test } from "vitest";

import { tailBatchesMax } from "./limits.js";
import { LiveFeed } from "./live-feed.js";

test("a reader gets what was published since its last call, each chunk once", async () => {
  const feed = new LiveFeed();
  const reader = feed.subscribe();
  feed.publish("1");
  feed.publish("2");
  feed.publish("1");
  expect(await reader.next()).toEqual(["1", "2"]);
  const waiting = reader.next();
  feed.publish("3");
  expect(await waiting).toEqual(["3"]);
  reader.close();
  expect(await reader.next()).toBeUndefined();
});

test("a reader that is too slow is told so", async () => {
  const feed = new LiveFeed();
  const reader = feed.subscribe();
  for (let count = 0; count <= tailBatchesMax; count += 1) feed.publish(`${count}`);
  await expect(reader.next()).rejects.toMatchObject({ code: "CW_STORE_TAIL_SLOW" });
});

test("closing the feed ends every reader", async () => {
  const feed = new LiveFeed();
  const readers = [feed.subscribe(), feed.subscribe()];
  const waiting = readers.map((reader) => reader.next());
  feed.close();
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
});
