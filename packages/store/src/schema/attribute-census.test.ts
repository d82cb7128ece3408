import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { SegmentMaker } from "../testing/segments.js";
import { AttributeCensus } from "./attribute-census.js";

let directory: string;
let segments: SegmentMaker;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "cordwood-census-"));
  segments = new SegmentMaker(directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("tells how frequent attributes are and what they hold", async () => {
  const census = new AttributeCensus();
  await census.look(
    segments.make(
      Array.from({ length: 100 }, (_, index) => ({
        attributes: { id: `r${index}`, took: `${index}.5`, ...(index % 2 === 0 && { kind: "even" }) },
      })),
    ),
  );
  expect(census.shares()).toEqual([
    { name: "id", share: 1, repeats: false, selective: true },
    { name: "took", share: 1, repeats: false, selective: true },
    { name: "kind", share: 0.5, repeats: true, selective: false },
  ]);
});

test("passes over lines that are no records", async () => {
  const census = new AttributeCensus();
  await census.look(segments.makeText('{"attributes":{"a":"1"}}\nnonsense\n{"attributes":null}\nnull\n{"attr', 4));
  expect(census.records).toBe(3);
  expect(census.shares()).toMatchObject([{ name: "a" }]);
});
