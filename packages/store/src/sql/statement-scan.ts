// A first look at a statement's text, before the engine sees it: exactly one statement, and no way to write a file.

import { StoreError } from "../errors.js";
import { sqlLengthMax } from "../limits.js";

function forbid(reason: string): never {
  throw new StoreError("CW_STORE_SQL_FORBIDDEN", { reason });
}

/** A quoted text or a comment, as ClickHouse's lexer reads them. */
const quoted = /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`\\]|\\[^]|``)*`|--[^\n]*|\/\*[^]*?\*\//g;

/**
 * Gives the statement without its closing semicolon.
 * @throws StoreError `CW_STORE_SQL_FORBIDDEN` when it is no single SELECT, is too long, or names OUTFILE.
 */
export function scanStatement(statement: string): string {
  if (statement.length > sqlLengthMax) forbid(`it is longer than ${sqlLengthMax} characters`);
  const trimmed = statement.replace(/[\s;]+$/, "");
  const bare = trimmed.replaceAll(quoted, (part) => (part.startsWith("'") ? " 0 " : " q "));
  if (bare.includes(";")) forbid("it holds more than one statement");
  // Quotes that are still open, and kinds of quotes and comments that this scan does not read.
  if (/['"`#$\0\u2018-\u201f]|\/\*/.test(bare))
    forbid("it holds an open quote, or one of the characters # $ outside quotes");
  if (!/^\s*\(*\s*(?:select|with)\b/i.test(bare)) forbid("it does not begin with SELECT or WITH");
  const word = /\b(?:outfile|format|settings)\b(?!\s*\()/i.exec(bare);
  if (word !== null) forbid(`${word[0].toUpperCase()} cannot be used`);
  return trimmed;
}
