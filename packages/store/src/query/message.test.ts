// Words and phrases on the engine, with its indexes, against a definition of them in JavaScript.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { createChdbConnection } from "chdb/connection";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile, quoteText } from "./index.js";
import { isTokenCharacter } from "./tokens.js";

const pieces = [
  "a",
  "A",
  "b",
  "1",
  "12",
  " ",
  "-",
  ".",
  "_",
  "ö",
  "Ö",
  "错",
  "ß",
  "🎉",
  "/",
  "K",
  "error",
  "ERROR",
  ":",
  "\n",
];
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((list) => list.join(""));

/** The characters of the phrase are there, in any case, and words at its ends are whole. */
function has(message: string, phrase: string): boolean {
  const [inside, wanted] = [Array.from(message.toLowerCase()), Array.from(phrase.toLowerCase())];
  return inside.concat("").some((_, start) => {
    if (!wanted.every((character, index) => inside[start + index] === character)) return false;
    const openBefore = isTokenCharacter(wanted[0]) && isTokenCharacter(inside[start - 1]);
    const openAfter = isTokenCharacter(wanted.at(-1)) && isTokenCharacter(inside[start + wanted.length]);
    return !openBefore && !openAfter;
  });
}

test("the engine finds exactly the messages that have a phrase", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cordwood-message-"));
  const client = createClient({ connection: createChdbConnection({ path: directory }) as never });
  const messages = fc.sample(text(10), 600);
  try {
    await client.command({
      query: `CREATE TABLE logs (ts DateTime64(9, 'UTC'), message String, severity UInt8, level String, service String,
        host String, logger String, dataset String, trace_id String, span_id String, parse_error String,
        attributes Map(String, String), chunk UInt64, seq UInt32,
        INDEX words lower(message) TYPE text(tokenizer = splitByNonAlpha,
          postprocessor = if(match(lower(message), '[0-9]'), '', lower(message))),
        INDEX numbers lower(message) TYPE tokenbf_v1(4096, 2, 0) GRANULARITY 1
      ) ENGINE = MergeTree ORDER BY ts SETTINGS index_granularity = 16`,
    });
    const values = messages.map((message, seq) => ({ ts: seq, message, seq }));
    await client.insert({ table: "logs", values, format: "JSONEachRow" });
    const property = fc.asyncProperty(text(5), async (phrase) => {
      const compiled = compile(quoteText(phrase), { now: 0n, limit: 1000 });
      const answer = await client.query({
        query: compiled.text,
        query_params: compiled.params,
        format: "JSONCompact",
      });
      const rows = compiled.read((await answer.json<unknown[]>()).data);
      const found = rows.map(([id]) => Number.parseInt(String(id).slice(16), 16)).toSorted((a, b) => a - b);
      expect(found).toEqual([...messages.keys()].filter((index) => has(messages[index] ?? "", phrase)));
    });
    await fc.assert(property, { numRuns: 150 });
  } finally {
    await client.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
