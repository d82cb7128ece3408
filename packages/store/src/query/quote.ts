// Writes names, words and texts so that the parser reads the same again.

const control: Readonly<Record<string, string>> = {
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
  "\0": String.raw`\0`,
};

function quoteWith(mark: string, value: string): string {
  let result = mark;
  for (const character of value) {
    if (character === mark || character === "\\") result += `\\${character}`;
    else result += control[character] ?? character;
  }
  return result + mark;
}

/** A text in double quotes, as the query language reads it. */
export function quoteText(value: string): string {
  return quoteWith('"', value);
}

const plainName = /^[\p{L}_@$][\p{L}\p{N}_@$]*(?:[.][\p{L}\p{N}_@$]+)*$/u;
const reserved = new Set(["and", "or", "not", "in", "by", "as", "true", "false", "null", "from", "bin", "asc", "desc"]);

/** A field name; in backquotes when it is not made of letters, digits, `_`, `@`, `$` and dots, or is a keyword. */
export function quoteName(name: string): string {
  return plainName.test(name) && !reserved.has(name.toLowerCase()) ? name : quoteWith("`", name);
}

/** A word without quotes: characters with a meaning of their own get a backslash. */
export function escapeWord(word: string): string {
  const inside = word.replace(/[\s()|"`:\\*]/g, String.raw`\$&`);
  return inside.replace(/^[-!/'[{<>=]/, String.raw`\$&`);
}

/** A value without quotes after `field:`; a colon needs no backslash there. */
export function escapeValue(value: string): string {
  const inside = value.replace(/[\s()|"`\\*]/g, String.raw`\$&`);
  return inside.replace(/^[!/'[{<>=]/, String.raw`\$&`);
}

/** An end of a range without quotes. */
export function escapeBound(value: string): string {
  return value.replace(/[\s()|"`\\*\]}]/g, String.raw`\$&`).replace(/^[!/'[{<>=]/, String.raw`\$&`);
}
