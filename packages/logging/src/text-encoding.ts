/** Highest code point of the encodings that lack some. */
const HIGHEST: Readonly<Record<string, number>> = { ascii: 0x7f, latin1: 0xff, binary: 0xff };

/**
 * A text in an encoding. A character that ASCII or Latin-1 lacks is dealt with as `errors` says, in Python's words:
 * `ignore` leaves it out, `replace` writes `?`, `backslashreplace` an escape, `xmlcharrefreplace` a reference.
 * @throws RangeError for such a character when `errors` is `strict` or null
 */
export function encodeText(text: string, encoding: BufferEncoding, errors: string | null): Buffer {
  const highest = HIGHEST[encoding.toLowerCase().replace(/^iso-8859-1$|^latin-1$/, "latin1")];
  if (highest === undefined) return Buffer.from(text, encoding);
  let result = "";
  let position = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    result += code <= highest ? character : substitute(character, code, encoding, errors, position);
    position += 1;
  }
  return Buffer.from(result, "latin1");
}

function substitute(
  character: string,
  code: number,
  encoding: string,
  errors: string | null,
  position: number,
): string {
  switch (errors) {
    case "ignore":
      return "";
    case "replace":
      return "?";
    case "backslashreplace":
      return escapeOf(code);
    case "xmlcharrefreplace":
      return `&#${code};`;
    default:
      throw new RangeError(
        `'${encoding}' codec can't encode character '${escapeOf(code)}' in position ${position}: "${character}"`,
      );
  }
}

function escapeOf(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
