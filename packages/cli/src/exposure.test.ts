import type { InputConfig } from "@cordwood/collector";
import { expect, test } from "vitest";
import { refuseExposed } from "./exposure.js";

const exposed: InputConfig = { type: "syslog", listen: "0.0.0.0:5514" };

test.each<[string, InputConfig]>([
  ["an input on its default address", { type: "gelf" }],
  ["loopback", { type: "syslog", listen: "127.0.0.1:5514" }],
  ["loopback of IPv6", { type: "python", listen: "[::1]:9020" }],
  ["a protocol with a key", { type: "forward", listen: "0.0.0.0:24224", shared_key: "secret" }],
  ["files", { type: "file", paths: ["a.log"] }],
])("lets %s be", (_what, input) => {
  expect(() => refuseExposed([input], false)).not.toThrow();
});

test("refuses what anybody can send to, unless told so", () => {
  expect(() => refuseExposed([exposed], false)).toThrow("cannot receive syslog on 0.0.0.0:5514");
  expect(() => refuseExposed([{ type: "forward", listen: "[::]:24224" }], false)).toThrow("cannot receive forward");
  expect(() => refuseExposed([exposed], true)).not.toThrow();
});
