import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParseContext } from "../parsers/parsed-line.js";
import { nanosecondsOfEpoch } from "./epoch.js";
import { parseTime } from "./parse-time.js";
import { scanTimestamp } from "./timestamp.js";
import { utc, zoneOf } from "./zone.js";

const now = BigInt(Date.parse("2026-11-21T02:00:00Z")) * 1_000_000n;
const context: ParseContext = { now, zone: utc };

function iso(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  const fraction = (time % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? seconds : `${seconds}.${fraction}`;
}

describe("a timestamp is read in the form", () => {
  const cases: [string, string][] = [
    ["2016-09-28 04:30:30, Info", "2016-09-28T04:30:30"],
    ["2015-10-18 18:01:47,978 INFO", "2015-10-18T18:01:47.978"],
    ["2005-06-03-15.42.50.675872 R02", "2005-06-03T15:42:50.675872"],
    ["2017-05-16 00:00:00.008 25746", "2017-05-16T00:00:00.008"],
    ["2019-03-05T10:57:51Z", "2019-03-05T10:57:51"],
    ["2019-03-05T10:57:51.123456789Z stdout", "2019-03-05T10:57:51.123456789"],
    ["2019-03-05T10:57:51.123456+01:00 x", "2019-03-05T09:57:51.123456"],
    ["2019-03-05T10:57:51.123+0100 x", "2019-03-05T09:57:51.123"],
    ["2019-03-05T10:57:51+01 x", "2019-03-05T09:57:51"],
    ["2019-03-05 10:57:51 -0700 x", "2019-03-05T17:57:51"],
    ["2019-03-05 10:57:51.1 +02:00 [INF]", "2019-03-05T08:57:51.1"],
    ["2019-03-05 10:57:51.112 UTC [1]", "2019-03-05T10:57:51.112"],
    ["2019-03-05 10:57:51.112 PST x", "2019-03-05T18:57:51.112"],
    ["2019-03-05 10:57:51 - name", "2019-03-05T10:57:51"],
    ["2019-03-05_10:57:51 x", "2019-03-05T10:57:51"],
    ["2019-03-05T10:57Z", "2019-03-05T10:57:00"],
    ["2019/03/05 10:57:51 [error]", "2019-03-05T10:57:51"],
    ["2019.03.05 10:57:51", "2019-03-05T10:57:51"],
    ["2019-03-05", "2019-03-05T00:00:00"],
    ["Jun 14 15:16:01 combo", "2026-06-14T15:16:01"],
    ["Jul  1 09:00:55 host", "2026-07-01T09:00:55"],
    ["Nov 22 01:59:59 tomorrow, still this year", "2026-11-22T01:59:59"],
    ["Nov 22 02:00:01 would be too far ahead", "2025-11-22T02:00:01"],
    ["Dec 10 06:55:46 LabSZ", "2025-12-10T06:55:46"],
    ["Feb 29 00:00:00 the last leap year", "2024-02-29T00:00:00"],
    ["Mar  1 2019 10:00:00 cisco", "2019-03-01T10:00:00"],
    ["Mar 05, 2019 10:57:51 AM com.foo", "2019-03-05T10:57:51"],
    ["Mar 5, 2019 1:07:51 PM com.foo", "2019-03-05T13:07:51"],
    ["March 5, 2019 12:07:51 AM", "2019-03-05T00:07:51"],
    ["Sun Dec 04 04:47:44 2005] [notice]", "2005-12-04T04:47:44"],
    ["Sun Dec  4 04:47:44.123456 2005]", "2005-12-04T04:47:44.123456"],
    ["Sun Dec  4 04:47:44 UTC 2005", "2005-12-04T04:47:44"],
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37"],
    ["06 Nov 1994 08:49:37 +0200", "1994-11-06T06:49:37"],
    ["05 Mar 10:57:51.112 # redis", "2026-03-05T10:57:51.112"],
    ["05-Mar-2019 10:57:51.112 INFO tomcat", "2019-03-05T10:57:51.112"],
    ["10/Oct/2000:13:55:36 -0700] x", "2000-10-10T20:55:36"],
    ["03-17 16:13:38.811  1702", "2026-03-17T16:13:38.811"],
    ["17/06/09 20:10:40 INFO", "2017-06-09T20:10:40"],
    ["06/25/2019 10:57:51 PM", "2019-06-25T22:57:51"],
    ["25/06/2019 10:57:51", "2019-06-25T10:57:51"],
    ["1/2/2019 3:04:05 PM", "2019-01-02T15:04:05"],
    ["28.09.2016 04:30:30", "2016-09-28T04:30:30"],
    ["10.30 16:49:06] chrome.exe", "2026-10-30T16:49:06"],
    ["081109 203615 148 INFO", "2008-11-09T20:36:15"],
    ["070823 21:00:32", "2007-08-23T21:00:32"],
    ["20171223-22:15:29:606|Step_LSC", "2017-12-23T22:15:29.606"],
    ["20171224-0:5:8:12|Step_LSC", "2017-12-24T00:05:08.012"],
    ["20190305T105751Z", "2019-03-05T10:57:51"],
    ["20190305 10:57:51.112", "2019-03-05T10:57:51.112"],
    ["20190305105751", "2019-03-05T10:57:51"],
    ["1117838570 x", "2005-06-03T22:42:50"],
    ["1286536309.586 x", "2010-10-08T11:11:49.586"],
    ["1551783471123 x", "2019-03-05T10:57:51.123"],
    ["1551783471123456 x", "2019-03-05T10:57:51.123456"],
    ["1551783471123456789 x", "2019-03-05T10:57:51.123456789"],
    ["01:57:51.112 clock", "2026-11-21T01:57:51.112"],
    ["10:57:51 clock of yesterday", "2026-11-20T10:57:51"],
    ["2016-12-31 23:59:60 leap second", "2017-01-01T00:00:00"],
  ];
  it.each(cases)("%s", (text, expected) => {
    const found = scanTimestamp(text, 0, context);
    expect(found === undefined ? undefined : iso(found.time)).toBe(expected);
  });
});

describe("no timestamp is read in", () => {
  it.each([
    "",
    "hello",
    "March of the penguins",
    "Sun is up",
    "2016-13-01 00:00:00",
    "2019-02-29 00:00:00",
    "2019-03-05T25:00:00Z",
    "12 monkeys",
    "127.0.0.1 - -",
    "1.2.3 released",
    "12345 apples",
    "12345678901 eleven digits",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59",
    "99:99:99 x",
    "Jun 31 10:00:00 x",
  ])("'%s'", (text) => {
    expect(scanTimestamp(text, 0, context)).toBeUndefined();
  });
});

describe("time zones", () => {
  function check(zone: string, text: string, expected: string): void {
    const found = scanTimestamp(text, 0, { now, zone: zoneOf(zone) });
    expect(found === undefined ? undefined : iso(found.time)).toBe(expected);
  }
  it("reads a zoneless time in the zone", () => {
    check("Europe/Berlin", "2019-03-05 10:57:51", "2019-03-05T09:57:51");
    check("+05:30", "2019-03-05 10:57:51", "2019-03-05T05:27:51");
    check("America/New_York", "2019-07-05 10:57:51", "2019-07-05T14:57:51");
  });
  it("reads a time that the clock skipped with the offset from before", () => {
    check("Europe/Berlin", "2024-03-31 02:30:00", "2024-03-31T01:30:00");
    check("Europe/Berlin", "2024-03-31 01:59:59", "2024-03-31T00:59:59");
    check("Europe/Berlin", "2024-03-31 03:00:00", "2024-03-31T01:00:00");
  });
  it("reads a time that occurs twice as the first", () => {
    check("Europe/Berlin", "2024-10-27 02:30:00", "2024-10-27T00:30:00");
    check("America/New_York", "2024-11-03 01:30:00", "2024-11-03T05:30:00");
  });
  it("leaves a time that names its zone alone", () => {
    check("Asia/Tokyo", "2019-03-05T10:57:51Z", "2019-03-05T10:57:51");
  });
  it("follows the year's end of the zone, not of UTC", () => {
    const found = scanTimestamp("Jan  1 08:00:00", 0, {
      now: BigInt(Date.parse("2025-12-31T23:30:00Z")) * 1_000_000n,
      zone: zoneOf("Asia/Tokyo"),
    });
    expect(iso(found?.time ?? 0n)).toBe("2025-12-31T23:00:00");
  });
  it("refuses a zone nobody knows", () => {
    expect(() => zoneOf("Mars/Olympus")).toThrow(expect.objectContaining({ code: "CW_COLLECTOR_ZONE" }));
  });
});

describe("the time of a field's value", () => {
  it.each([
    [1551783471, "2019-03-05T10:57:51"],
    [1551783471.123456, "2019-03-05T10:57:51.123456"],
    [1551783471123, "2019-03-05T10:57:51.123"],
    ["1551783471.123456789", "2019-03-05T10:57:51.123456789"],
    ["2019-03-05T10:57:51.5Z", "2019-03-05T10:57:51.5"],
    ["[10/Oct/2000:13:55:36 -0700]", "2000-10-10T20:55:36"],
    [new Date(1000), "1970-01-01T00:00:01"],
  ])("%s", (value, expected) => {
    expect(iso(parseTime(value, context) ?? -1n)).toBe(expected);
  });
  it.each(["yesterday", "", "2019-03-05 10:57:51 and more", Number.NaN, Number.POSITIVE_INFINITY, 1e30, null, {}])(
    "is none: %s",
    (value) => {
      expect(parseTime(value, context)).toBeUndefined();
    },
  );
});

describe("any text", () => {
  it("never throws and ends inside the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-/.:, TZ+JanSunFebPM[]".split("")) }), (text) => {
        const found = scanTimestamp(text, 0, context);
        expect(found === undefined || found.end <= text.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
  it("reads back every ISO time", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2261-12-31"), noInvalidDate: true }),
        (date) => {
          expect(scanTimestamp(date.toISOString(), 0, context)?.time).toBe(BigInt(date.getTime()) * 1_000_000n);
        },
      ),
    );
  });
  it("reads back every epoch in nanoseconds", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 17n, max: 2n ** 63n - 1n }), (nanos) => {
        expect(nanosecondsOfEpoch(nanos.toString())).toBe(nanos);
      }),
    );
  });
});
