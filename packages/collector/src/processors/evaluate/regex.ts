// Regular expressions with the engine's meaning: RE2, where a dot also stands for a newline.
import { RE2JS } from "re2js";
import { CollectorError, reasonOf } from "../../errors.js";

/** Makes a test whether a part of a text matches. @throws CollectorError `CW_COLLECTOR_PATTERN` */
export function regexTest(pattern: string): (text: string) => boolean {
  try {
    const expression = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (text) => expression.matcher(text).find();
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_PATTERN", { pattern, reason: reasonOf(error) }, { cause: error });
  }
}
