import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, defaultAddress, parseAddress, printAddress } from "./address.js";

const filled = fc.string({ minLength: 1, unit: "grapheme" });
const end = fc.constantFrom("now-1h", "now", "2026-01-31T12:00:00.000Z");
const addresses: fc.Arbitrary<Address> = fc.record({
  query: fc.string({ unit: "grapheme" }),
  from: filled,
  to: filled,
  columns: fc.uniqueArray(filled, { maxLength: 5 }),
  record: fc.option(filled),
  order: fc.constantFrom("asc", "desc"),
  live: fc.boolean(),
  apps: fc.boolean(),
  compare: fc.boolean(),
  within: fc.option(fc.record({ from: end, to: end })),
});

describe("printAddress", () => {
  function check(patch: Partial<Address>, expected: string): void {
    it(`writes ${JSON.stringify(patch)} as ${expected}`, () => {
      expect(printAddress({ ...defaultAddress, ...patch })).toBe(expected);
    });
  }

  check({}, "");
  check({ query: "level:error host:/web-\\d+/" }, "?q=level:error+host:/web-%5Cd%2B/");
  check({ from: "now-15m" }, "?from=now-15m");
  check({ columns: ["host", "http.status"] }, "?col=host&col=http.status");
  check({ query: "error", apps: true }, "?q=error&apps=1");
  check({ compare: true, within: { from: "now-1h", to: "now" } }, "?diff=1&in=now-1h%7Enow");
  check({ live: true, record: "a/1" }, "?live=1&record=a/1");
});

describe("parseAddress", () => {
  it("reads back every address that printAddress writes", () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(printAddress(address))).toEqual(address);
      }),
    );
  });

  it("takes the default for what is missing, empty or unknown", () => {
    expect(parseAddress("?from=&live=yes&col=&theme=%00&record=&order=up")).toEqual(defaultAddress);
  });
});
