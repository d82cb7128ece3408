import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readPage } from "./page-files.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("reads files by their address, and knows which never change", async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "favicon.svg"), "<svg/>");
  writeFileSync(join(folder, "assets", "index-sJpbpisK.css"), "a{}");
  const files = await readPage(folder);
  const seen = [...files].map(([address, file]) => [address, file.contentType, file.immutable]);
  expect(seen).toEqual(
    expect.arrayContaining([
      ["/index.html", "text/html; charset=utf-8", false],
      ["/favicon.svg", "image/svg+xml", false],
      ["/assets/index-sJpbpisK.css", "text/css; charset=utf-8", true],
    ]),
  );
});

test("says why there is no page", async () => {
  await expect(readPage(join(folder, "assets"))).rejects.toThrow("there is no index.html");
  await expect(readPage(join(folder, "none"))).rejects.toMatchObject({ code: "CW_SERVER_PAGE" });
});
