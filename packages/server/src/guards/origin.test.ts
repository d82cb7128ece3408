import { expect, test } from "vitest";
import { foreignOrigin } from "./origin.js";

const host = "127.0.0.1:7600";
const own = `http://${host}`;
const evil = "https://evil.example";

test.each([
  ["a program", { method: "POST" }, undefined],
  ["the page", { method: "POST", origin: own, site: "same-origin" }, undefined],
  ["the page behind a TLS proxy", { method: "POST", origin: `https://${host}` }, undefined],
  ["a form on another site", { method: "POST", origin: evil, site: "cross-site", mode: "navigate" }, evil],
  ["an old browser on another site", { method: "POST", origin: evil }, evil],
  ["a sandboxed frame", { method: "POST", origin: "null" }, "null"],
  [
    "another port of this machine",
    { method: "POST", origin: "http://127.0.0.1:1", site: "same-site" },
    "http://127.0.0.1:1",
  ],
  ["a link from another site", { method: "GET", site: "cross-site", mode: "navigate" }, undefined],
  ["an image on another site", { method: "GET", site: "cross-site", mode: "no-cors" }, "cross-site"],
  ["an address typed in", { method: "GET", site: "none", mode: "navigate" }, undefined],
])("%s", (_who, given, expected) => {
  const headers = { origin: undefined, site: undefined, mode: undefined, ...given, host };
  expect(foreignOrigin(headers)).toBe(expected);
});
