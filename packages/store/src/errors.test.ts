import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { StoreError, storeErrorCodes } from "./errors.js";

const page = readFileSync(join(import.meta.dirname, "../../../docs/reference/errors/store.md"), "utf8");
const queryErrors = readFileSync(join(import.meta.dirname, "query/query-error.ts"), "utf8");

test("every code is documented, and no documented code is stale", () => {
  const inQueries = [...queryErrors.matchAll(/"(CW_STORE_\w+)"/g)].map(([, code]) => code);
  const documented = [...page.matchAll(/^\| `(CW_STORE_\w+)`\s*\|/gm)].map(([, code]) => code);
  expect(documented.length).toBe(new Set(documented).size);
  expect(new Set(documented)).toEqual(new Set([...storeErrorCodes, ...inQueries]));
});

test("a message has the values in their places", () => {
  const error = new StoreError("CW_STORE_NEWER", { path: "/data", found: 3, known: 1 });
  expect(error.message).toMatch(/^cannot open \/data: it is in format 3, this release reads up to 1;/);
  expect(error.code).toBe("CW_STORE_NEWER");
});
