import { globRegex, isTokenCharacter } from "@cordwood/store/query/ast";
import type { RecordTest } from "../evaluation.js";
import { phraseTest, textTest } from "../message-words.js";
import { regexTest } from "../regex.js";
import { plainField } from "./plain.js";
import type { FieldSemantics } from "./semantics.js";

function glob(pieces: readonly string[]): RecordTest {
  const written = pieces.filter((piece) => piece !== "");
  const before = isTokenCharacter(Array.from(pieces[0] ?? "")[0]);
  const after = isTokenCharacter(Array.from(pieces.at(-1) ?? "").at(-1));
  const tests = written.map((piece) => textTest(piece));
  if (before || after || written.length > 1) tests.push(regexTest(globRegex(written, before, after)));
  return ({ message }) => tests.every((holds) => holds(message));
}

/** The message: words and phrases in any case. */
export const messageField: FieldSemantics = {
  equals: (value) => {
    const holds = phraseTest(value.text);
    return ({ message }) => holds(message);
  },
  compare: plainField.compare,
  glob,
  regex: plainField.regex,
};
