import type { Glob } from "../literal.js";
import { containsPhrase, containsText, globRegex, mayHaveWords } from "../message.js";
import { requiredWords } from "../regex.js";
import type { FieldSource } from "../schema.js";
import { allOf, type Sql, sql, text } from "../sql.js";
import { isTokenCharacter } from "../tokens.js";
import { plainField } from "./plain.js";
import type { FieldSemantics } from "./semantics.js";

function glob(pieces: Glob, source: FieldSource): Sql {
  const written = pieces.filter((piece) => piece !== "");
  const [first = "", last = ""] = [pieces[0], pieces.at(-1)];
  const before = isTokenCharacter(Array.from(first)[0]);
  const after = isTokenCharacter(Array.from(last).at(-1));
  const conditions = written.map((piece) => containsText(source.sql, piece));
  if (before || after || written.length > 1) {
    conditions.push(sql`match(${source.sql}, ${text(globRegex(written, before, after))})`);
  }
  return allOf(conditions);
}

/** The message: words and phrases in any case, answered from its indexes. */
export const messageField: FieldSemantics = {
  equals: (value, source) => containsPhrase(source.sql, value.text),
  compare: plainField.compare,
  glob,
  regex: (pattern, source) =>
    allOf([...mayHaveWords(source.sql, requiredWords(pattern)), sql`match(${source.sql}, ${text(pattern)})`]),
};
