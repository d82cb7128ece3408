// PostgreSQL as Red Hat sets it up (`log_line_prefix = '< %m >'`): `< 2019-03-05 10:57:51.112 UTC >LOG:  message`.
import { skipBlanks } from "../../timestamps/characters.js";
import { scanTimestamp } from "../../timestamps/timestamp.js";
import { scanAfterLevel } from "../layout/after-level.js";
import { Header } from "../layout/header.js";
import { levelTokenAt } from "../layout/level-token.js";
import type { LineParser } from "../parsed-line.js";

/** Reads lines whose time stands between `<` and `>`; what else stands there becomes the attribute `context`. */
export const angleTimeParser: LineParser = {
  name: "angle",
  parse(line, context) {
    const time = scanTimestamp(line, skipBlanks(line, 1), context);
    const close = time?.kind === "full" ? line.indexOf(">", time.end) : -1;
    if (time === undefined || close === -1 || close - time.end > 128) return undefined;
    const header = new Header(line, context, skipBlanks(line, close + 1));
    const token = levelTokenAt(line, header.at);
    header.record.time = time.time;
    const rest = line.slice(time.end, close).trim();
    if (rest !== "") header.set("context", rest);
    if (token === undefined) return header.finish();
    header.setLevel(token.level);
    const colon = line.charAt(token.end) === ":";
    header.at = skipBlanks(line, token.end + (colon ? 1 : 0));
    scanAfterLevel(header, { colon, columns: false, numbered: false }, -1, false);
    return header.record;
  },
};
