import { hostname } from "node:os";
import { expect, test } from "vitest";
import { isOwnHost } from "./host.js";

test.each([
  ["127.0.0.1:7600", true],
  ["[::1]:7600", true],
  ["192.168.1.5", true],
  ["localhost:7600", true],
  ["LOCALHOST.", true],
  ["app.localhost:7600", true],
  [`${hostname()}:7600`, true],
  ["logs.example:7600", true],
  ["evil.example:7600", false],
  ["localhost.evil.example", false],
  ["127.0.0.1.evil.example:7600", false],
])("%s is ours: %s", (host, expected) => {
  expect(isOwnHost(host, ["logs.example"])).toBe(expected);
});
