import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { configurationPage } from "./configuration-page.js";

const path = fileURLToPath(new URL("../../../../docs/reference/generated/collector-configuration.md", import.meta.url));

// CORDWOOD_WRITE_DOCS=1 writes the page anew.
test("the reference page is the one that the schema makes", () => {
  const page = configurationPage();
  if (process.env["CORDWOOD_WRITE_DOCS"] === "1") writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});

test("every option is described", () => {
  const undescribed = configurationPage()
    .split("\n")
    .filter((line) => line.startsWith("| `") && line.endsWith("|  |"));
  expect(undescribed).toEqual([]);
});
