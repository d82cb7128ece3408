// multilog and s6-log: `@400000005c7e5627112a8a4c message` (cr.yp.to/libtai/tai64.html).
import type { LineParser, ParsedLine, ParseContext } from "../parsed-line.js";

const label = /^@([0-9a-f]{16})([0-9a-f]{8})(?: |$)/;
/** 2^62 is the second at which 1970 TAI began. */
const epoch = 0x4000_0000_0000_0000n;
/** TAI was 10 seconds ahead of UTC in 1970 for libtai; multilog counts without leap seconds from there. */
const ahead = 10n;

/** Reads the label, and hands the rest of the line to `inner`. */
export function makeTai64nParser(inner: (text: string, context: ParseContext) => ParsedLine): LineParser {
  return {
    name: "tai64n",
    parse(line, context) {
      const found = label.exec(line);
      if (found === null) return undefined;
      const seconds = BigInt(`0x${found[1]}`) - epoch - ahead;
      const nanos = BigInt(`0x${found[2]}`);
      if (seconds < 0n || seconds > 9_000_000_000n || nanos >= 1_000_000_000n) return undefined;
      const record = inner(line.slice(found[0].length), context);
      record.time ??= seconds * 1_000_000_000n + nanos;
      delete record.parseError;
      return record;
    },
  };
}
