// Formats that their first characters give away.
import { characterSet, code, isBlank, isDigit, isLetter } from "../../timestamps/characters.js";
import type { LineParser } from "../parsed-line.js";
import { angleTimeParser } from "./angle-time.js";
import { auditParser } from "./audit.js";
import { ciscoParser } from "./cisco.js";
import { erlangParser } from "./erlang.js";
import { jvmParser } from "./jvm.js";
import { kitchenParser } from "./kitchen.js";
import { oldRedisParser } from "./old-redis.js";
import { scientificEpochParser } from "./scientific-epoch.js";
import { weblogicParser } from "./weblogic.js";

const capitalM = 77;
const hash = 35;

// `[12.345s][` or `[2019-03-05T10:57:51.112+0000][`; Redis 2 has digits, a bracket and a blank.
function ofBracket(line: string): LineParser | undefined {
  if (!isDigit(line.charCodeAt(1))) return undefined;
  const close = line.indexOf("]");
  const behind = line.charCodeAt(close + 1);
  if (behind === code.openSquare) return jvmParser;
  return behind === code.space && close < 12 && isDigit(line.charCodeAt(close + 2)) ? oldRedisParser : undefined;
}

function ofAngle(line: string): LineParser | undefined {
  const second = line.charCodeAt(1);
  if (isLetter(second)) return weblogicParser;
  // Syslog's priority has three digits at most.
  return isBlank(second) || isDigit(line.charCodeAt(4)) ? angleTimeParser : undefined;
}

function ofDigit(line: string): LineParser | undefined {
  const second = line.charCodeAt(1);
  if (second === code.dot) return scientificEpochParser;
  const third = line.charCodeAt(second === code.colon ? 5 : 6);
  return third === capitalM ? kitchenParser : undefined;
}

/** The first characters of these formats; most lines start with another one. */
const firsts = characterSet("0123456789[<#*.=tn", false);

/** The parser whose format the line's first characters are, if any; `first` is the first one. */
export function markedParser(line: string, first: number): LineParser | undefined {
  if (firsts[first] !== 1) return undefined;
  if (isDigit(first)) return ofDigit(line);
  switch (first) {
    case code.openSquare:
      return ofBracket(line);
    case code.less:
      return ofAngle(line);
    case hash:
      return line.startsWith("####<") ? weblogicParser : undefined;
    case code.star:
    case code.dot:
      return ciscoParser;
    case code.equals:
      return erlangParser;
    case 116:
    case 110:
      return line.startsWith("type=") || line.startsWith("node=") ? auditParser : undefined;
    default:
      return undefined;
  }
}
