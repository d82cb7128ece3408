// zap's console encoder with its epoch: `1.5517834711125e+09<tab>INFO<tab>message`.
import type { LineParser } from "../parsed-line.js";
import { layoutParser } from "../layout/layout.js";

const head = /^\d\.\d{1,18}e\+(?:09|9)(?=\s)/;

/** Reads the time, and the rest of the line as the layout that it is. */
export const scientificEpochParser: LineParser = {
  name: "layout",
  parse(line, context) {
    const found = head.exec(line.slice(0, 40));
    if (found === null) return undefined;
    const seconds = Number(found[0]).toFixed(6);
    return layoutParser.parse(seconds + line.slice(found[0].length), context);
  },
};
