import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { App, ServerEnvironment } from "../services.js";
import { chosenEncoding, compressedAnswers } from "./compressed-answers.js";

const long = { rows: Array.from({ length: 500 }, (_, n) => ({ message: `request ${n} handled` })) };

function appWith(): App {
  const app: App = new Hono<ServerEnvironment>();
  compressedAnswers(app);
  app.get("/long", (context) => context.json(long, 200, { "x-kept": "yes" }));
  app.get("/short", (context) => context.json({ n: 1 }, 404));
  app.get("/text", (context) => context.text("x".repeat(10_000)));
  return app;
}

async function ask(path: string, encoding?: string): Promise<Response> {
  return appWith().request(path, { ...(encoding !== undefined && { headers: { "accept-encoding": encoding } }) });
}

test("compresses long JSON answers as asked for", async () => {
  for (const [name, decode] of [
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
  ] as const) {
    const answer = await ask("/long", name);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-encoding": name,
      "content-type": "application/json",
      vary: "accept-encoding",
      "x-kept": "yes",
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBeLessThan(JSON.stringify(long).length / 3);
    expect(JSON.parse(decode(bytes).toString())).toEqual(long);
  }
});

test("leaves alone what is short, what is no JSON, and what nobody asked for", async () => {
  const short = await ask("/short", "gzip, br");
  expect([short.status, short.headers.get("content-encoding"), await short.json()]).toEqual([404, null, { n: 1 }]);
  expect((await ask("/text", "gzip")).headers.get("content-encoding")).toBeNull();
  expect(await (await ask("/long")).json()).toEqual(long);
});

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip;q=1.0, br;q=0", "gzip"],
  ["*", "gzip"],
  ["deflate", undefined],
  ["identity", undefined],
  ["", undefined],
])("of %j it takes %s", (accepted, expected) => {
  expect(chosenEncoding(accepted)).toBe(expected);
});
